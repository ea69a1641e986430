export type EmbeddedReason =
  | "platform"
  | "binaries"
  | "permission"
  | "space"
  | "memory"
  | "version"
  | "password"
  | "damaged"
  | "busy"
  | "start";

/** What stops the embedded Postgres: one sentence for a person that names the fix, and a reason for programs. */
export class EmbeddedError extends Error {
  readonly reason: EmbeddedReason;

  constructor(reason: EmbeddedReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EmbeddedError";
    this.reason = reason;
  }
}
