import { readiness } from "@/lib/services/workspace/ready";

export const dynamic = "force-dynamic";

/** 200 when requests can be answered; else 503 with the part that is missing and a sentence. */
export async function GET(): Promise<Response> {
  const { missing } = await readiness();
  const body = missing ? { status: "not_ready", missing: missing.part, detail: missing.sentence } : { status: "ready" };
  return Response.json(body, { status: missing ? 503 : 200, headers: { "cache-control": "no-store" } });
}
