import { z } from "zod";
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from "zod-openapi";
import { ROLE_LABEL } from "@/lib/domain/access";
import { ERROR_CODES, HTTP_STATUS } from "@/lib/domain/errors";
import { Json, JsonObject } from "@/lib/domain/json";
import { AsOf, AsOfPoint, Facet } from "@/lib/domain/page";
import * as assets from "@/lib/domain/views/asset-views";
import * as audits from "@/lib/domain/views/audit-views";
import * as diffs from "@/lib/domain/views/diff-views";
import { GraphStamp } from "@/lib/domain/views/graph-stamp";
import * as graphs from "@/lib/domain/views/graph-views";
import * as intakes from "@/lib/domain/views/intake-views";
import * as pushes from "@/lib/domain/views/push-views";
import * as risks from "@/lib/domain/views/risk-views";
import * as works from "@/lib/domain/views/work-views";
import { READY_PARTS } from "@/lib/services/workspace/ready";
import { DOOR_TAGS, type Door } from "./door";
import { DOORS, LATER_DOORS } from "./doors";

/** The body of every refusal, as `problem` writes it. */
const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(ERROR_CODES),
  detail: z.string().describe("One sentence for a person."),
  where: z.string().nullable().describe("JSON pointer, filter or field that the sentence is about."),
  requestId: z.string().describe("Stands in the log and, for a change, in the audit log."),
  docs: z.string(),
});

const PROBLEM = { $ref: "#/components/responses/Problem" } as const;

function operationOf(door: Door): ZodOpenApiOperationObject {
  const params = Object.keys(door.params.shape).length > 0 ? { path: door.params } : {};
  const query = Object.keys(door.query.shape).length > 0 ? { query: door.query } : {};
  const refusals = ["400", "401", "403", "404", "409", "413", "415", "500", "503"];
  return {
    operationId: operationId(door),
    tags: [door.tag],
    summary: door.summary,
    description: `Needs the role ${ROLE_LABEL[door.role]} or a higher one${tokenWords(door)}.`,
    ...(params.path || query.query ? { requestParams: { ...params, ...query } } : {}),
    ...(door.body === null ? {} : { requestBody: bodyOf(door.body, door.orJson) }),
    responses: {
      [door.status]: { description: "The answer.", content: { "application/json": { schema: door.answer } } },
      ...(door.otherStatus
        ? {
            [door.otherStatus.status]: {
              description: door.otherStatus.when,
              content: { "application/json": { schema: door.answer } },
            },
          }
        : {}),
      ...Object.fromEntries(refusals.map((status) => [status, PROBLEM])),
    },
  };
}

/** Which token opens it, in words; nothing where a person has to sign in. */
function tokenWords(door: Door): string {
  const scope = door.tokenScope ?? (door.role === "viewer" ? "read" : null);
  return scope === null ? "; no token opens it" : `, or a token with the scope \`${scope}\``;
}

const RECORDS = {
  "application/x-ndjson": { schema: { type: "string" as const, description: "One inventory record a line." } },
};

function bodyOf(body: NonNullable<Door["body"]>, orJson?: z.ZodType) {
  if (body === "records")
    return { required: true, content: { ...RECORDS, ...(orJson ? { "application/json": { schema: orJson } } : {}) } };
  if (body !== "document") return { required: true, content: { "application/json": { schema: body } } };
  return {
    required: true,
    content: {
      "multipart/form-data": {
        schema: {
          type: "object" as const,
          required: ["file"],
          properties: { file: { type: "string" as const, format: "binary" } },
        },
      },
      "application/json": { schema: {} },
      "application/octet-stream": { schema: {} },
    },
  };
}

/** `getRisksIdWhatIf`: made from method and path, so that no two can be alike. */
function operationId(door: Pick<Door, "method" | "path">): string {
  const words = door.path
    .replace("/api/v1/", "")
    .split(/[^a-zA-Z]+/)
    .filter(Boolean);
  return door.method.toLowerCase() + words.map((w) => w.charAt(0).toUpperCase() + w.slice(1)).join("");
}

const OPEN_TO_ALL = { security: [], tags: ["Operations" satisfies (typeof DOOR_TAGS)[number]] };
const text = { "text/plain": { schema: { type: "string" as const } } };

/** The doors that need no sign-in. */
const OPERATIONS = {
  "/api/v1/openapi.json": {
    get: {
      ...OPEN_TO_ALL,
      operationId: "getOpenapi",
      summary: "This document.",
      responses: {
        "200": { description: "OpenAPI 3.1.", content: { "application/json": { schema: { type: "object" } } } },
      },
    },
  },
  "/api/v1/inventories/schema": {
    get: {
      ...OPEN_TO_ALL,
      operationId: "getInventoriesSchema",
      summary: "The record format of a push as JSON Schema 2020-12.",
      responses: {
        "200": { description: "The schema.", content: { "application/schema+json": { schema: { type: "object" } } } },
      },
    },
  },
  "/api/health": {
    get: {
      ...OPEN_TO_ALL,
      operationId: "getHealth",
      summary: "The process is up; the database is not asked.",
      responses: {
        "200": {
          description: "Up.",
          content: { "application/json": { schema: z.object({ status: z.literal("up") }) } },
        },
      },
    },
  },
  "/api/ready": {
    get: {
      ...OPEN_TO_ALL,
      operationId: "getReady",
      summary: "Requests can be answered: database, migrations and graph are there.",
      responses: {
        "200": {
          description: "Ready.",
          content: { "application/json": { schema: z.object({ status: z.literal("ready") }) } },
        },
        "503": {
          description: "Not ready, and why.",
          content: {
            "application/json": {
              schema: z.object({ status: z.literal("not_ready"), missing: z.enum(READY_PARTS), detail: z.string() }),
            },
          },
        },
      },
    },
  },
  "/api/metrics": {
    get: {
      ...OPEN_TO_ALL,
      operationId: "getMetrics",
      summary: "Counts for a Prometheus scraper on the same network; no names. Keep it from strangers at the proxy.",
      responses: { "200": { description: "The text format.", content: text } },
    },
  },
} satisfies ZodOpenApiPathsObject;

/** Names the schemas that stand in several answers, so that the document says each once. */
function nameSchemas(): void {
  const all: Record<string, unknown> = {
    ...assets,
    ...audits,
    ...diffs,
    ...intakes,
    ...pushes,
    ...risks,
    ...works,
    ...graphs,
    GraphStamp,
    AsOf,
    AsOfPoint,
    Facet,
    Json,
    JsonObject,
  };
  for (const [id, schema] of Object.entries(all)) if (schema instanceof z.ZodType) z.globalRegistry.add(schema, { id });
}

/** A filter that takes a list is read as words and then checked: the document shows what it is checked against. */
const showListFilter: NonNullable<CreateDocumentOptions["override"]> = ({ jsonSchema, zodSchema, io }) => {
  if (io !== "input" || !(zodSchema instanceof z.ZodPipe) || !(zodSchema.out instanceof z.ZodArray)) return;
  const { $schema: _, ...shown } = z.toJSONSchema(zodSchema.out);
  for (const key of Object.keys(jsonSchema)) delete jsonSchema[key as keyof typeof jsonSchema];
  Object.assign(jsonSchema, shown);
};

const DESCRIPTION = `Faultline's one JSON door, used by its own screens.

**Signing in.** A session cookie, or a token in \`Authorization: Bearer\`. A token does what its scopes name and nothing else; admins make and revoke them in the settings or with \`faultline token\`.
**Changes** that a browser sends from another site are refused.
**Lists** are pages: \`limit\` rows, and \`next\` as the next \`cursor\`, until it is null. Filters take several values as a comma list or as a repeated key; an unknown filter is refused. Answers say the run and moment they speak for (\`asOf\`).
**The past**: \`?asOf=\` takes a run (key or number) or a time, where a door lists it; the answer then says so in \`asOf.past\`.
**Refusals** are \`application/problem+json\` with one sentence: ${ERROR_CODES.map((c) => `\`${c}\` (${HTTP_STATUS[c]})`).join(", ")}.
**Later**, and not answered yet: ${LATER_DOORS.map((d) => `\`${d}\``).join(", ")}.`;

let made: ReturnType<typeof createDocument> | null = null;

/** The OpenAPI 3.1 document, made from the schemas that the doors parse with. */
export function apiDocument(): ReturnType<typeof createDocument> {
  if (made) return made;
  nameSchemas();
  made = createDocument(source(), { override: showListFilter });
  return made;
}

function source(): ZodOpenApiObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const door of DOORS) {
    paths[door.path] = { ...paths[door.path], [door.method.toLowerCase()]: operationOf(door) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Faultline", version: "1", description: DESCRIPTION },
    servers: [{ url: "/" }],
    tags: DOOR_TAGS.map((name) => ({ name })),
    security: [{ session: [] }, { token: [] }],
    paths: { ...paths, ...OPERATIONS },
    components: {
      securitySchemes: {
        session: {
          type: "apiKey",
          in: "cookie",
          name: "authjs.session-token",
          description: "Set by signing in; prefixed with __Secure- over https.",
        },
        token: {
          type: "http",
          scheme: "bearer",
          description: "Made by an admin, shown once; each operation says which scope opens it.",
        },
      },
      responses: {
        Problem: {
          description: "Refused, with one sentence.",
          content: { "application/problem+json": { schema: Problem } },
        },
      },
    },
  };
}
