import { type Embedded, supervise } from "./embedded/supervisor";

export { EmbeddedError } from "./embedded/embedded-error";
export type { Embedded } from "./embedded/supervisor";

/**
 * Starts the embedded Postgres 18 on `dataDir` (made if missing), or adopts the one that already runs there, and answers the connection
 * string of the database `faultline`. Works as root and as a normal user; what goes wrong is an EmbeddedError of one sentence.
 * `log` gets a line about anything slow or out of the ordinary.
 */
export function startEmbedded(opts: { dataDir: string; log?: (line: string) => void }): Promise<Embedded> {
  return supervise(opts.dataDir, opts.log ?? (() => undefined));
}
