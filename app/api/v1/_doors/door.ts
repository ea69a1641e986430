import type { z } from "zod";
import type { Role } from "@/lib/domain/access";
import type { TokenScope } from "@/lib/domain/token";

export const DOOR_TAGS = ["Posture", "Estate", "Work", "Operations"] as const;

/** One door of the API: what its handler parses is what the document shows. */
export type Door<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
> = {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With `{id}` where the folder is named `[id]`. */
  path: `/api/v1/${string}`;
  tag: (typeof DOOR_TAGS)[number];
  summary: string;
  /** The least role; verbs may ask for more, e.g. that the ticket is one's own. */
  role: Role;
  /** The token scope that opens it too; `read` opens what a viewer reads. */
  tokenScope?: TokenScope | undefined;
  params: P;
  query: Q;
  /** null = takes no body; "document" = takes a file instead of JSON; "records" = a stream of NDJSON lines. */
  body: B | "document" | "records" | null;
  /** The JSON that a door of records takes too, as another way in. */
  orJson?: z.ZodType | undefined;
  /** True where the verb reads the body with this very schema and says better where it fails. */
  bodyReadByVerb: boolean;
  bodyLimitBytes: number;
  answer: A;
  status: 200 | 201 | 202;
  /** Another status it may answer with, and when. */
  otherStatus?: { status: 200 | 201; when: string } | undefined;
};
