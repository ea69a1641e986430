import { metricsText } from "@/lib/services/metrics/metrics-text";

export const dynamic = "force-dynamic";

/**
 * For a scraper on the same network, without a sign-in: counts alone, no names. Where strangers reach the server, let
 * the proxy in front keep this path to itself.
 */
export async function GET(): Promise<Response> {
  const { contentType, text } = await metricsText();
  return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
}
