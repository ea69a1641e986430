import type { ByteRange } from "../part-scan";
import type { FlatBuffer, FlatTable } from "./flatbuffer";

/** Builtin code of an operator that a library must bring along. */
const CUSTOM = 32;

export type LiteVisitor = {
  operator: (name: string, at: number, index: number) => void;
  data: (range: ByteRange, index: number) => void;
};

/** Options that hold lists: which field, and how wide an item is. Keyed by the number of the options' kind. */
const LISTS: Record<number, readonly (readonly [field: number, bytes: number])[]> = {
  13: [
    [1, 4],
    [2, 4],
  ],
  17: [[0, 4]],
  30: [[0, 4]],
};

/** Walks a model by its published schema; fields are numbered as there. */
export async function walkModel(flat: FlatBuffer, visitor: LiteVisitor): Promise<void> {
  const model = (await flat.root()).fields;
  let index = 0;
  for await (const code of flat.children(model[1])) await operatorCode(flat, code, index++, visitor);
  for await (const graph of flat.children(model[2])) await subgraph(flat, graph);
  await flat.text(model[3]);
  index = 0;
  for await (const buffer of flat.children(model[4])) await data(flat, buffer, index++, visitor);
  await flat.numbers(model[5], 4);
  for await (const entry of flat.children(model[6])) await flat.text(entry.fields[0]);
  for await (const signature of flat.children(model[7])) {
    for (const side of [0, 1])
      for await (const map of flat.children(signature.fields[side])) await flat.text(map.fields[0]);
    await flat.text(signature.fields[2]);
  }
}

async function operatorCode(
  flat: FlatBuffer,
  { at, fields }: FlatTable,
  index: number,
  visitor: LiteVisitor,
): Promise<void> {
  const custom = await flat.text(fields[1]);
  const old = fields[0] ? await flat.u8(fields[0]) : 0;
  const code = fields[3] ? await flat.u32(fields[3]) : 0;
  if (custom !== null) visitor.operator(custom.text, custom.at, index);
  else if (Math.max(old, code) === CUSTOM) visitor.operator("", at, index);
}

async function subgraph(flat: FlatBuffer, { fields }: FlatTable): Promise<void> {
  for await (const tensor of flat.children(fields[0])) {
    await flat.numbers(tensor.fields[0], 4);
    await flat.text(tensor.fields[3]);
    const quantization = await flat.child(tensor.fields[4]);
    if (quantization !== null)
      for (const [i, bytes] of [4, 4, 4, 8].entries()) await flat.numbers(quantization.fields[i], bytes);
    await flat.numbers(tensor.fields[7], 4);
  }
  await flat.numbers(fields[1], 4);
  await flat.numbers(fields[2], 4);
  for await (const operator of flat.children(fields[3])) {
    await flat.numbers(operator.fields[1], 4);
    await flat.numbers(operator.fields[2], 4);
    const kind = operator.fields[3] ? await flat.u8(operator.fields[3]) : 0;
    const options = await flat.child(operator.fields[4]);
    if (options !== null)
      for (const [field, bytes] of LISTS[kind] ?? []) await flat.numbers(options.fields[field], bytes);
    await flat.numbers(operator.fields[5], 1);
    await flat.numbers(operator.fields[7], 1);
    await flat.numbers(operator.fields[8], 4);
  }
  await flat.text(fields[4]);
}

async function data(flat: FlatBuffer, { fields }: FlatTable, index: number, visitor: LiteVisitor): Promise<void> {
  const range = await flat.vector(fields[0], 1);
  if (range !== null) visitor.data(range, index);
  // Newer files keep large data behind the structures: a place and a length.
  const from = fields[1] ? await flat.u64(fields[1]) : 0;
  const length = fields[2] ? await flat.u64(fields[2]) : 0;
  if (from > 1 && length > 0) visitor.data({ from, to: from + length }, index);
}
