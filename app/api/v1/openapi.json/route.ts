import { apiDocument } from "@/app/api/v1/_doors/document";

/** Open to all: it says how the doors work, and nothing about any estate. */
export function GET(): Response {
  return Response.json(apiDocument(), { headers: { "cache-control": "public, max-age=300" } });
}
