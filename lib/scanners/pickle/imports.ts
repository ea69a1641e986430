import { showText } from "@/lib/domain/text";
import { PickleFailure, type PickleState } from "./state";
import { ATOM, BYTES, EXTERNAL, GLOBAL, OBJECT, TAG_NAMES, TEXT, TUPLE, UNRESOLVED } from "./values";

const MAX_NAME_BYTES = 4096;
const NEWLINE = 0x0a;

/** Reads the two lines after GLOBAL or INST; gives the module, the name and the place after them in the window. */
export function twoLines(s: PickleState): { module: string; name: string; next: number } | "more" {
  const first = s.bytes.indexOf(NEWLINE, s.p + 1);
  const second = first < 0 ? -1 : s.bytes.indexOf(NEWLINE, first + 1);
  if (second < 0 || second >= s.filled) {
    if (s.filled - s.p > 2 * MAX_NAME_BYTES)
      throw new PickleFailure("limit", "an import's name is longer than 4,096 bytes");
    return "more";
  }
  if (second - s.p > 2 * MAX_NAME_BYTES)
    throw new PickleFailure("limit", "an import's name is longer than 4,096 bytes");
  return {
    module: s.bytes.toString("utf8", s.p + 1, first),
    name: s.bytes.toString("utf8", first + 1, second),
    next: second + 1,
  };
}

/** STACK_GLOBAL: two texts become an import. Computed operands are an import nobody can name: never harmless. */
export function stackGlobal(s: PickleState): void {
  s.need(2);
  const moduleTag = s.tags[s.sp - 2] as number;
  const nameTag = s.tags[s.sp - 1] as number;
  if (moduleTag === TEXT && nameTag === TEXT) {
    const moduleAt = s.values[s.sp - 2] as number;
    const nameAt = s.values[s.sp - 1] as number;
    const module = s.text(moduleAt);
    const name = s.text(nameAt);
    if (module !== null && name !== null) {
      const id = s.recorder.addImport(module, name, s.protocol, s.at(), "STACK_GLOBAL", [moduleAt, nameAt]);
      s.sp -= 2;
      s.push(GLOBAL, id);
      return;
    }
  }
  const computed = (tag: number) =>
    tag === OBJECT || tag === UNRESOLVED || tag === EXTERNAL || tag === GLOBAL || tag === TEXT;
  if (!computed(moduleTag) || !computed(nameTag)) {
    throw new PickleFailure(
      "bad_argument",
      `STACK_GLOBAL needs two texts, finds ${TAG_NAMES[moduleTag]} and ${TAG_NAMES[nameTag]}`,
    );
  }
  s.recorder.addAnomaly(s.at(), {
    rule: "pickle.unresolved-import",
    verdict: "suspicious",
    severity: "high",
    certainty: "certain",
    opcode: "STACK_GLOBAL",
    message: "Imports something whose name is computed while the file loads",
    refs: ["CWE-502"],
  });
  s.sp -= 2;
  s.push(UNRESOLVED, s.at());
}

/** EXT1, EXT2, EXT4: the target stands in a registry of the loader's process, which no file can show. */
export function extension(s: PickleState, code: number): void {
  if (code <= 0) throw new PickleFailure("bad_argument", `extension code ${code} is not allowed`);
  s.recorder.addAnomaly(s.at(), {
    rule: "pickle.extension-registry",
    verdict: "suspicious",
    severity: "medium",
    certainty: "certain",
    opcode: "EXT",
    message: `Imports number ${code} of the loader's extension registry`,
    refs: ["CWE-502"],
  });
  s.push(UNRESOLVED, s.at());
}

/** PERSID, BINPERSID: torch's tuple names a storage class, a key and a length; any import in it was judged when made. */
export function persistentId(s: PickleState, tag: number, value: number): { tag: number; value: number } {
  const external = { tag: EXTERNAL, value: s.at() };
  if (tag !== TUPLE || s.ring.length(value) < 4) return external;
  const kind = s.ring.tag(value, 0) === TEXT ? s.text(s.ring.value(value, 0)) : null;
  // A whole module saved the old way: the id stands for its class, with the source beside it for people.
  if (kind === "module" && s.ring.tag(value, 1) === GLOBAL) {
    return { tag: GLOBAL, value: s.ring.value(value, 1) };
  }
  if (kind !== "storage" || s.ring.length(value) < 5) return external;
  const typeTag = s.ring.tag(value, 1);
  const record = typeTag === GLOBAL ? s.recorder.imports[s.ring.value(value, 1)] : undefined;
  const key = s.ring.tag(value, 2) === TEXT ? s.text(s.ring.value(value, 2)) : null;
  const count = s.ring.tag(value, 4) === ATOM ? s.int(s.ring.value(value, 4)) : null;
  if (record?.name.endsWith("Storage") === false) {
    s.recorder.addAnomaly(s.at(), {
      rule: "torch.storage-type",
      verdict: "suspicious",
      severity: "medium",
      certainty: "certain",
      opcode: "BINPERSID",
      message: showText(`A storage says its type is ${record.path}, which is no storage class`, 400),
    });
  }
  if (s.persistentIds.length < 1_000_000) {
    s.persistentIds.push({ offset: s.at(), typeName: record?.name ?? null, key, count });
  }
  return external;
}

const PREVIEW_CHARS = 200;
const PREVIEW_ITEM_CHARS = 80;

/** A call's arguments in words, at most 200 characters, every outside character made visible. */
export function previewArguments(s: PickleState, tag: number, value: number): string | undefined {
  if (tag !== TUPLE) return tag === 0 ? undefined : `a ${TAG_NAMES[tag]} instead of arguments`;
  const length = s.ring.length(value);
  if (length < 0) return undefined;
  const shown: string[] = [];
  for (let i = 0; i < Math.min(length, 4); i++)
    shown.push(previewItem(s, s.ring.tag(value, i), s.ring.value(value, i)));
  if (length > shown.length) shown.push(`… ${length - shown.length} more`);
  const text = `(${shown.join(", ")})`;
  return text.length > PREVIEW_CHARS ? `${text.slice(0, PREVIEW_CHARS - 1)}…` : text;
}

function previewItem(s: PickleState, tag: number, value: number): string {
  switch (tag) {
    case TEXT: {
      const text = s.text(value);
      return text === null ? "a long text" : JSON.stringify(showText(text, PREVIEW_ITEM_CHARS));
    }
    case ATOM:
      return String(s.int(value) ?? "a value");
    case GLOBAL:
    case OBJECT: {
      const path = showText(s.recorder.imports[value]?.path ?? "an import", PREVIEW_ITEM_CHARS);
      return tag === GLOBAL ? path : `${path}(…)`;
    }
    case BYTES:
      return "bytes";
    default:
      return `a ${TAG_NAMES[tag]}`;
  }
}
