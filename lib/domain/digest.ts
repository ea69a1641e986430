import { hash } from "node:crypto";
import { canonicalJson } from "./canonical-json";

/** sha256 as 64 lower-case hex digits. */
export function sha256Hex(data: string | Uint8Array): string {
  return hash("sha256", data, "hex");
}

/** The identity of a value: sha256 of its canonical JSON. */
export function digestOf(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}

/** First eight bytes of sha256 as a signed 64-bit number, the shape of a Postgres bigint. */
export function hash64(data: string): bigint {
  return hash("sha256", data, "buffer").readBigInt64BE(0);
}
