import { z } from "zod";
import { FaultlineError } from "@/lib/domain/errors";

/** A keyset cursor: the last row's sort key, opaque to callers. */
export function toCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** Reads a cursor of `length` whole numbers back; anything else is invalid_input with a sentence. */
export function fromCursor(cursor: string | undefined, length: number): number[] | null {
  return readCursor(cursor, z.array(z.number().int()).length(length));
}

/** Reads a cursor of any other key back; throws invalid_input with a sentence. */
export function readCursor<T extends z.ZodType>(cursor: string | undefined, key: T): z.output<T> | null {
  if (cursor === undefined) return null;
  try {
    return key.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw new FaultlineError(
      "invalid_input",
      "This page marker is not one of ours: start again from the first page.",
      "/cursor",
    );
  }
}

/** Counts stop here; the screen then says "10,000+". */
export const COUNT_CAP = 10_000;

const literal = (text: string) => text.replace(/[\\%_]/g, (c) => `\\${c}`);

/** A pattern that matches `text` literally anywhere, for `ilike`. */
export function likePattern(text: string): string {
  return `%${literal(text)}%`;
}

/** A pattern that matches what starts with `text`, for `like`. */
export function prefixPattern(text: string): string {
  return `${literal(text)}%`;
}
