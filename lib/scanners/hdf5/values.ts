import { Fields, H5Error, type H5File } from "./file";
import { globalObject } from "./heaps";
import { readHeader } from "./object-header";

const MAX_ITEMS = 1_000_000;
const DATATYPE = 0x03;
const STRING = 3;
const VARIABLE = 9;

export type Datatype = { kind: number; size: number; text: boolean; variable: boolean };
export type Attribute = { name: string; texts: Fields[]; raw: Fields };

/** Class and size of a datatype, as far as texts need it. */
export function readDatatype(fields: Fields): Datatype {
  const head = fields.uint(1);
  const kind = head & 0x0f;
  const bits = fields.uint(1);
  fields.skip(2);
  const size = fields.uint(4);
  return {
    kind,
    size,
    text: kind === STRING || (kind === VARIABLE && (bits & 0x0f) === 1),
    variable: kind === VARIABLE,
  };
}

/** How many items a dataspace has; 1 for a scalar. Products beyond every file become infinite. */
function readItems(fields: Fields, lengthBytes: number): number {
  const version = fields.uint(1);
  const rank = fields.uint(1);
  fields.skip(1);
  if (version === 1) fields.skip(5);
  else if (fields.uint(1) === 2) return 0;
  let items = 1;
  for (let i = 0; i < rank; i++) items *= Math.max(0, fields.uint(lengthBytes));
  return items;
}

const padded = (n: number) => Math.ceil(n / 8) * 8;

/** An attribute message, versions 1 to 3, its texts followed into the global heap. Throws `H5Error`. */
export async function readAttribute(file: H5File, body: Fields): Promise<Attribute> {
  const version = body.uint(1);
  if (version < 1 || version > 3) throw new H5Error(body.place, `an attribute of unknown version at ${body.place}`);
  const flags = body.uint(1);
  const sizes = [body.uint(2), body.uint(2), body.uint(2)].map((n) => (n === -1 ? 0xffff : n));
  if (version === 3) body.skip(1);
  const [nameBytes = 0, typeBytes = 0, spaceBytes = 0] = version === 1 ? sizes.map(padded) : sizes;
  const name = body.take(nameBytes).toString("utf8").split("\0")[0] ?? "";
  const typeAt = body.place + body.at;
  const typeFields = new Fields(body.take(typeBytes), typeAt);
  const spaceAt = body.place + body.at;
  const items = readItems(new Fields(body.take(spaceBytes), spaceAt), file.lengthBytes);
  const rawAt = body.place + body.at;
  const raw = new Fields(body.take(body.left), rawAt);
  const type = (flags & 1) !== 0 ? await committedType(file, typeFields) : readDatatype(typeFields);
  const texts = type.text ? await readTexts(file, raw, type, items) : [];
  return { name, texts, raw };
}

/** A type that stands in an object of its own, by the object's address. */
async function committedType(file: H5File, fields: Fields): Promise<Datatype> {
  const version = fields.uint(1);
  const kind = fields.uint(1);
  if (version === 1) fields.skip(6);
  const messages = version === 3 && kind !== 2 ? [] : await readHeader(file, fields.uint(file.offsetBytes));
  const body = messages.find((message) => message.type === DATATYPE && !message.shared)?.body;
  if (body === undefined) throw new H5Error(fields.place, `the type of an attribute at ${fields.place} is nowhere`);
  return readDatatype(body);
}

async function readTexts(file: H5File, raw: Fields, type: Datatype, items: number): Promise<Fields[]> {
  const texts: Fields[] = [];
  const values = new Fields(raw.bytes, raw.place);
  const step = type.variable ? 4 + file.offsetBytes + 4 : type.size;
  for (let i = 0; i < Math.min(items, MAX_ITEMS) && step > 0 && values.left >= step; i++) {
    if (!type.variable) {
      const place = values.place + values.at;
      texts.push(new Fields(values.take(step), place));
      continue;
    }
    const length = values.uint(4);
    const address = values.uint(file.offsetBytes);
    const index = values.uint(4);
    const object = length === 0 || address <= 0 ? null : await globalObject(file, address, index);
    if (object !== null) texts.push(new Fields(object.bytes.subarray(0, length), object.place));
  }
  return texts;
}
