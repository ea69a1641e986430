import { FaultlineError } from "@/lib/domain/errors";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null;
}

/**
 * Throws forbidden when a browser says that another site sent this change. `ownUrl` is the address people use, where it
 * is known. Without Sec-Fetch-Site and Origin no browser asks, and no cookie rides along unasked.
 */
export function refuseCrossSite(request: Request, ownUrl: string | undefined = process.env.FAULTLINE_URL): void {
  if (SAFE.has(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  if (site === "same-origin" || site === "none") return;
  const origin = request.headers.get("origin");
  if (site === null && origin === null) return;
  // Behind a proxy the host people see stands in X-Forwarded-Host, which another site's page cannot set unasked.
  const own = [
    request.headers.get("host"),
    request.headers.get("x-forwarded-host")?.split(",")[0]?.trim(),
    ownUrl === undefined ? null : hostOf(ownUrl),
  ];
  const from = origin === null ? null : hostOf(origin);
  if (site === null && from !== null && own.includes(from)) return;
  throw new FaultlineError(
    "forbidden",
    "This change was sent by a page of another site, so it was refused. Send it from Faultline's own address.",
    site === null ? "Origin" : "Sec-Fetch-Site",
  );
}
