import type { RangeSource } from "@/lib/bytes/range-source";
import { ByteCursor } from "../byte-cursor";
import type { JsonPath } from "../json/value";
import type { ByteRange } from "../part-scan";
import { fieldsOf, type ProtoBudget, ProtoError, type ProtoField } from "./fields";

const MAX_DEPTH = 100;
const MAX_TEXT_BYTES = 16 << 20;
export const DEFAULT_FIELDS = 50_000_000;

/**
 * What a field of a message holds. text and bytes are kept for the visitor (a long one only as a range); number is kept;
 * data is accounted for and not looked into; a name in braces is a message to walk.
 */
type FieldShape =
  | { name: string; kind: "text" | "bytes" | "number" | "data" }
  | { name: string; kind: "message"; type: string };
export type MessageShape = Readonly<Record<number, FieldShape>>;
export type Schema = Readonly<Record<string, MessageShape>>;

/** A schema from short words: `7: "graph:{Graph}"`, `1: "name:text"`. */
export function schema(words: Record<string, Record<number, string>>): Schema {
  const shapeOf = (word: string): FieldShape => {
    const [name = "", kind = "data"] = word.split(":");
    if (kind.startsWith("{")) return { name, kind: "message", type: kind.slice(1, -1) };
    return { name, kind: kind as "text" | "bytes" | "number" | "data" };
  };
  return Object.fromEntries(
    Object.entries(words).map(([type, fields]) => [
      type,
      Object.fromEntries(Object.entries(fields).map(([number, word]) => [number, shapeOf(word)])),
    ]),
  );
}

/** A text or bytes field: `bytes` is null where it is too long to keep. */
export type ProtoText = { text: string; bytes: Buffer | null; from: number; to: number };

/** One message, when all below it was walked. */
export type ProtoMessage = {
  type: string;
  at: number;
  to: number;
  path: JsonPath;
  texts: Map<string, ProtoText[]>;
  numbers: Map<string, bigint>;
};

export type ProtoWalk = {
  /** Called for every message before its parent. */
  leave: (message: ProtoMessage) => Promise<void> | void;
  /** Bytes that the schema names and nobody looks into. */
  opaque: ByteRange[];
  /** Payloads of fields that the schema does not know. */
  unknown: ByteRange[];
};

export function textOf(message: ProtoMessage, name: string): string {
  return message.texts.get(name)?.at(-1)?.text ?? "";
}

/** Walks [from, to) of a source as a message of `type`. Throws `ProtoError`; what was visited before stays visited. */
export async function walkMessage(
  source: RangeSource,
  shapes: Schema,
  type: string,
  range: ByteRange,
  walk: ProtoWalk,
  budget: ProtoBudget,
  path: JsonPath = null,
): Promise<void> {
  const cursor = new ByteCursor(source);
  await new Walker(cursor, shapes, walk, budget).message(type, range.from, range.to, path, 0);
}

class Walker {
  constructor(
    private readonly c: ByteCursor,
    private readonly shapes: Schema,
    private readonly walk: ProtoWalk,
    private readonly budget: ProtoBudget,
  ) {}

  async message(type: string, from: number, to: number, path: JsonPath, depth: number): Promise<void> {
    if (depth > MAX_DEPTH)
      throw new ProtoError(from, "depth_limit", `messages nest deeper than ${MAX_DEPTH} at ${from}`);
    const shape = this.shapes[type] ?? {};
    const message: ProtoMessage = { type, at: from, to, path, texts: new Map(), numbers: new Map() };
    const counts = new Map<string, number>();
    for await (const field of fieldsOf(this.c, from, to, this.budget)) {
      const known = shape[field.number];
      if (known === undefined) {
        if (field.wire === 2 && field.to > field.from) this.walk.unknown.push({ from: field.from, to: field.to });
      } else if (known.kind === "message" && field.wire === 2) {
        const index = counts.get(known.name) ?? 0;
        counts.set(known.name, index + 1);
        const inner: JsonPath = { step: index, up: { step: known.name, up: path } };
        await this.message(known.type, field.from, field.to, inner, depth + 1);
      } else await this.scalar(message, known, field);
    }
    await this.walk.leave(message);
  }

  private async scalar(message: ProtoMessage, shape: FieldShape, field: ProtoField): Promise<void> {
    if (field.wire !== 2) {
      message.numbers.set(shape.name, field.value);
    } else if (shape.kind === "text" || shape.kind === "bytes") {
      const long = field.to - field.from > MAX_TEXT_BYTES;
      this.c.at = field.from;
      const bytes = long ? null : Buffer.from(await this.c.take(field.to - field.from));
      if (long) this.walk.opaque.push({ from: field.from, to: field.to });
      const list = message.texts.get(shape.name) ?? [];
      list.push({
        text: shape.kind === "text" && bytes !== null ? bytes.toString("utf8") : "",
        bytes,
        from: field.from,
        to: field.to,
      });
      message.texts.set(shape.name, list);
    } else if (field.to > field.from) this.walk.opaque.push({ from: field.from, to: field.to });
  }
}
