import { FaultlineError } from "@/lib/domain/errors";
import type { RangeSource } from "../range-source";

/** Why unpacking stopped. `unsupported` = a method or filter that is well-formed but not read here. */
export type UnpackReason = "corrupt" | "bomb" | "restarts" | "unsupported";

/** A packed stream that cannot be read (on): damaged, a bomb by the limits, read back and forth too often, or unknown. */
export class UnpackError extends FaultlineError {
  constructor(
    readonly reason: UnpackReason,
    message: string,
  ) {
    super(reason === "corrupt" || reason === "unsupported" ? "invalid_input" : "limit", message);
    this.name = "UnpackError";
  }
}

/** How far a codec is. */
export type Meter = {
  /** Its place in the packed source; kept current before every part it gives. */
  at: number;
  /** Called for every piece of input that is read: throws when the time is up, also where no output comes. */
  tick?: () => void;
};

/**
 * Unpacks the stream at the start of `packed`, in parts of at most a few MiB, one after another. The meter says how much
 * of the input is used; when the codec ends, that is the place behind the stream. Throws `UnpackError`.
 */
export type Codec = (packed: RangeSource, meter: Meter) => AsyncGenerator<Buffer, void>;

export function corrupt(id: string, what: string): UnpackError {
  return new UnpackError("corrupt", `${id}: ${what}`);
}

export function unsupported(id: string, what: string): UnpackError {
  return new UnpackError("unsupported", `${id}: ${what}`);
}
