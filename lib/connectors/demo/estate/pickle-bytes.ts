/** Writes pickle opcodes one by one and remembers where the named ones stand. */
class PickleWriter {
  readonly #parts: Buffer[] = [];
  readonly marks = new Map<string, number>();
  #length = 0;

  op(bytes: string | Buffer, mark?: string): this {
    const part = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
    if (mark !== undefined) this.marks.set(mark, this.#length);
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }

  /** BINUNICODE: four bytes of length, then UTF-8. */
  text(value: string): this {
    const bytes = Buffer.from(value, "utf8");
    const head = Buffer.alloc(5);
    head.write("X", 0, "latin1");
    head.writeUInt32LE(bytes.length, 1);
    return this.op(Buffer.concat([head, bytes]));
  }

  /** SHORT_BINUNICODE: one byte of length, then UTF-8. */
  shortText(value: string): this {
    const bytes = Buffer.from(value, "utf8");
    return this.op(Buffer.concat([Buffer.from([0x8c, bytes.length]), bytes]));
  }

  done(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** The one string the demo's bad file hands to a shell: `:` is the shell's no-op, so even a loader that ran it does nothing. */
export const INERT_ORDER = ": faultline demo, does nothing";

/** A tensor dictionary as torch writes it: one 2 by 2 float tensor over storage "0". */
function stateDict(writer: PickleWriter): PickleWriter {
  return writer
    .op("}q\x00")
    .text("head.weight")
    .op("ctorch._utils\n_rebuild_tensor_v2\n((")
    .text("storage")
    .op("ctorch\nFloatStorage\n")
    .text("0")
    .text("cpu")
    .op("K\x04tQK\x00(K\x02K\x02t(K\x02K\x01t\x89ccollections\nOrderedDict\n)RtRs.");
}

/** `data.pkl` of a torch archive that names torch and collections alone. */
export function benignTorchPickle(): Buffer {
  return stateDict(new PickleWriter().op("\x80\x02")).done();
}

/** The same with an inert call of posix.system in front: offsets of GLOBAL and REDUCE are bytes inside the member. */
export function inertCallPickle(): { bytes: Buffer; globalOffset: number; reduceOffset: number } {
  const writer = new PickleWriter().op("\x80\x02").op("cposix\nsystem\n", "global").text(INERT_ORDER);
  stateDict(writer.op("\x85").op("R", "reduce").op("0"));
  return {
    bytes: writer.done(),
    globalOffset: writer.marks.get("global") ?? 0,
    reduceOffset: writer.marks.get("reduce") ?? 0,
  };
}

/** A raw pickle (protocol 4) of a fitted Poisson regression, the shape joblib.dump gives a small scikit-learn model. */
export function joblibPickle(): Buffer {
  const body = new PickleWriter()
    .shortText("sklearn.linear_model._glm.glm")
    .op("\x94")
    .shortText("PoissonRegressor")
    .op("\x94\x93\x94)\x81\x94}\x94(")
    .shortText("alpha")
    .op("\x94G")
    .op(Buffer.from([0x3f, 0xb9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a]))
    .shortText("fit_intercept")
    .op("\x94\x88")
    .shortText("_sklearn_version")
    .op("\x94")
    .shortText("1.7.2")
    .op("\x94ub.")
    .done();
  const frame = Buffer.alloc(9);
  frame[0] = 0x95;
  frame.writeBigUInt64LE(BigInt(body.length), 1);
  return Buffer.concat([Buffer.from([0x80, 0x04]), frame, body]);
}
