export const dynamic = "force-dynamic";

/** The process is up: nothing else is asked, so that a lost database does not restart the web server. */
export function GET(): Response {
  return Response.json({ status: "up" }, { headers: { "cache-control": "no-store" } });
}
