import { recordJsonSchema } from "@/lib/domain/record-schema";

/** Open to all: it says how records are written, and nothing about any estate. */
export function GET(): Response {
  return Response.json(recordJsonSchema(), {
    headers: { "content-type": "application/schema+json", "cache-control": "public, max-age=300" },
  });
}
