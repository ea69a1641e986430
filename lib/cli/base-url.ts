/** PORT and HOST of the web server, with their defaults. */
export const webPort = (): number => Number(process.env.PORT || 3000);
export const webHost = (): string => process.env.HOST || "127.0.0.1";

/** FAULTLINE_URL, else where the web server listens. */
export function baseUrl(): string {
  const host = webHost();
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return (process.env.FAULTLINE_URL || `http://${shown.includes(":") ? `[${shown}]` : shown}:${webPort()}`).replace(
    /\/$/,
    "",
  );
}
