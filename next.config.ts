import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // pg and the job queue speak raw sockets: they stay outside the bundle.
  serverExternalPackages: ["pg", "graphile-worker", "pino", "prom-client"],
  // Uploads pass through one server action; the form refuses larger files before they are sent.
  experimental: { serverActions: { bodySizeLimit: "66mb" } },
  // Types are checked by `npm run typecheck`, tests included; a first start does not wait for it a second time.
  typescript: { ignoreBuildErrors: true },
  // No page of ours is framed, sniffed into another type, or told to other sites by a referrer.
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        {
          key: "Content-Security-Policy",
          value: "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'",
        },
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Referrer-Policy", value: "same-origin" },
      ],
    },
  ],
  turbopack: { root: import.meta.dirname },
};

export default config;
