import { randomUUID } from "node:crypto";
import { problem } from "@/app/api/v1/answer";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";

/** What is no door answers like the doors do, not with a page. */
function noDoor(request: Request): Response {
  const { pathname } = new URL(request.url);
  const sentence = `There is nothing at ${showText(pathname, 120)}. What there is stands in /api/v1/openapi.json.`;
  return problem(new FaultlineError("not_found", sentence), randomUUID());
}

export { noDoor as DELETE, noDoor as GET, noDoor as PATCH, noDoor as POST, noDoor as PUT };
