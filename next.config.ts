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
  turbopack: { root: import.meta.dirname },
};

export default config;
