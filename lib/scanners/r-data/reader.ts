import type { ByteCursor } from "../byte-cursor";
import { ITEM_BYTES, isCodeLang, PAIRS, SINGLE, TYPE } from "./types";

const MAX_DEPTH = 2_000;
const MAX_ITEMS = 50_000_000;
const MAX_TEXT_BYTES = 1 << 16;
const MAX_LINE_BYTES = 16 << 20;
const LINE_SIGNS: Record<string, string> = { n: "\n", t: "\t", r: "\r", v: "\v", b: "\b", f: "\f", a: "\x07" };

export type RReason = "malformed" | "truncated" | "depth_limit" | "limit" | "unsupported_format";
export class RError extends Error {
  constructor(
    readonly at: number,
    readonly reason: RReason,
    message: string,
  ) {
    super(message);
  }
}

/** What a judge hears of: promises, calls by the name of what is called, and where. */
export type RVisitor = {
  promise: (at: number, holdsCode: boolean) => void;
  call: (at: number, name: string) => void;
  pointer: (at: number) => void;
};

const { SYM, ENV, PROM, LANG, SPECIAL, BUILTIN, CHAR, CPLX, STR, VEC, EXPR, BCODE, EXTPTR, WEAKREF, S4 } = TYPE;
const { REF, ALTREP, ATTRLIST, ATTRLANG, BCREF, BCDEF, PERSIST, PACKAGE, NAMESPACE } = TYPE;

type Item = { type: number; name?: string };

/** Reads R's serialization in its XDR, native binary and text forms from a cursor that stands behind the format's letter. */
export class RReader {
  private items = 0;
  /** What later values may refer back to, by number: the name of a symbol, null for anything else. */
  private readonly refs: (string | null)[] = [];
  constructor(
    private readonly c: ByteCursor,
    private readonly visitor: RVisitor,
    /** The form in plain text: every number on a line of its own, texts escaped. */
    private readonly lines = false,
  ) {}

  /** The versions, in version 3 the encoding, and one value. */
  async read(): Promise<void> {
    const version = await this.int();
    if (version !== 2 && version !== 3)
      throw new RError(this.c.at - 4, "malformed", `version ${version} of the format is unknown`);
    await this.int();
    await this.int();
    if (version === 3) await this.text();
    await this.item(0);
  }

  private async int(): Promise<number> {
    if (this.lines) {
      const at = this.c.at;
      const line = await this.line();
      if (line === "NA") return -2147483648;
      if (!/^-?\d{1,10}$/.test(line)) throw new RError(at, "malformed", "a number is expected");
      return Number(line) | 0;
    }
    if (!this.c.has(4)) await this.c.need(4);
    return this.c.i32();
  }

  /** Up to the next line's end; a line of several MiB is none of R's. */
  private async line(): Promise<string> {
    const bytes: number[] = [];
    for (;;) {
      if (this.c.left === 0) throw new RError(this.c.at, "truncated", "a line is cut off");
      if (!this.c.has(1)) await this.c.need(1);
      const byte = this.c.u8();
      if (byte === 0x0a) return Buffer.from(bytes).toString("latin1");
      if (bytes.push(byte) > MAX_LINE_BYTES) throw new RError(this.c.at, "limit", "a line without end");
    }
  }

  /** Numbers and raw bytes of a vector: nobody needs their values. */
  private async values(count: number, type: number, bytes: number): Promise<void> {
    if (!this.lines) {
      this.c.skip(count * bytes);
      return;
    }
    const lines = type === CPLX ? count * 2 : count;
    if (lines > this.c.left / 2) throw new RError(this.c.at, "truncated", `a vector says it has ${count} entries`);
    for (let i = 0; i < lines; i++) await this.line();
  }

  private async length(): Promise<number> {
    const short = await this.int();
    if (short >= 0) return short;
    if (short !== -1) throw new RError(this.c.at - 4, "malformed", `a length of ${short}`);
    const high = await this.int();
    const low = (await this.int()) >>> 0;
    const length = high * 2 ** 32 + low;
    if (high < 0 || !Number.isSafeInteger(length))
      throw new RError(this.c.at - 8, "malformed", "a length beyond every file");
    return length;
  }

  private spend(depth: number): void {
    if (depth > MAX_DEPTH) throw new RError(this.c.at, "depth_limit", `values nest deeper than ${MAX_DEPTH} levels`);
    if (++this.items > MAX_ITEMS) throw new RError(this.c.at, "limit", `more than ${MAX_ITEMS} values`);
  }

  private async item(depth: number): Promise<Item> {
    this.spend(depth);
    const at = this.c.at;
    const flags = await this.int();
    const type = flags & 0xff;
    const attributes = (flags & 0x200) !== 0;
    if (SINGLE.has(type)) return { type };
    if (type === REF) {
      const index = flags >>> 8 === 0 ? await this.int() : flags >>> 8;
      const name = this.refs[index - 1];
      return name == null ? { type } : { type, name };
    }
    if (PAIRS.has(type)) return this.pairs(at, flags, depth);
    const bytes = ITEM_BYTES[type];
    if (bytes !== undefined) await this.values(await this.length(), type, bytes);
    else if (type === SYM) {
      const name = (await this.item(depth + 1)).name ?? "";
      this.refs.push(name);
      return { type, name };
    } else if (type === CHAR) return { type, name: await this.text() };
    else if (type === STR || type === VEC || type === EXPR) await this.many(await this.length(), depth);
    else if (type === ENV) return this.environment(depth);
    else if (type === SPECIAL || type === BUILTIN) {
      const name = await this.text();
      return { type, name };
    } else if (type === EXTPTR) {
      this.refs.push(null);
      this.visitor.pointer(at);
      await this.many(2, depth);
    } else if (type === BCODE) await this.bytecode(depth);
    else if (type === ALTREP) {
      await this.many(3, depth);
      return { type };
    } else if (type === PERSIST || type === PACKAGE || type === NAMESPACE) {
      await this.int();
      await this.many(await this.length(), depth);
      this.refs.push(null);
      return { type };
    } else if (type === WEAKREF) this.refs.push(null);
    else if (type !== S4) throw new RError(at, "malformed", `type ${type} does not exist`);
    if (attributes) await this.item(depth + 1);
    return { type };
  }

  private async many(count: number, depth: number): Promise<void> {
    // Each of them takes at least four bytes, or two in lines.
    if (count > this.c.left / (this.lines ? 2 : 4))
      throw new RError(this.c.at, "truncated", `a list says it has ${count} entries`);
    for (let i = 0; i < count; i++) await this.item(depth + 1);
  }

  private async text(): Promise<string> {
    const length = await this.int();
    if (length === -1) return "";
    if (length < 0) throw new RError(this.c.at - 4, "malformed", `a text of ${length} bytes`);
    if (this.lines) {
      const text = (await this.line()).replace(/\\([0-7]{1,3}|[\s\S])/g, (_, sign: string) =>
        /^[0-7]/.test(sign) ? String.fromCharCode(Number.parseInt(sign, 8)) : (LINE_SIGNS[sign] ?? sign),
      );
      return Buffer.from(text, "latin1").toString("utf8");
    }
    if (length > MAX_TEXT_BYTES) {
      this.c.skip(length);
      return "";
    }
    return (await this.c.take(length)).toString("utf8");
  }

  private async environment(depth: number): Promise<Item> {
    this.refs.push(null);
    await this.int();
    await this.many(4, depth);
    return { type: ENV };
  }

  /** Lists, calls, closures and promises: attribute, tag, head, and the rest, which is walked and not recursed into. */
  private async pairs(start: number, first: number, depth: number): Promise<Item> {
    let at = start;
    let flags = first;
    const type = first & 0xff;
    let called = "";
    for (let index = 0; ; index += 1) {
      this.spend(depth);
      if ((flags & 0x200) !== 0) await this.item(depth + 1);
      if ((flags & 0x400) !== 0) await this.item(depth + 1);
      const kind = flags & 0xff;
      const head = await this.item(depth + 1);
      if (kind === LANG) {
        called = head.name ?? "";
        this.called(at, head);
      } else if (index === 2 && /^:::?$/.test(called)) this.called(at, head);
      if (kind === PROM) {
        const code = await this.item(depth + 1);
        this.visitor.promise(at, code.type === LANG || code.type === BCODE || code.type === SYM);
        return { type };
      }
      at = this.c.at;
      flags = await this.int();
      if (PAIRS.has(flags & 0xff)) continue;
      this.c.at = at;
      await this.item(depth + 1);
      return { type };
    }
  }

  private called(at: number, head: Item): void {
    if (head.name !== undefined && head.name !== "") this.visitor.call(at, head.name);
  }

  private async bytecode(depth: number): Promise<void> {
    await this.length();
    await this.code(depth);
  }

  private async code(depth: number): Promise<void> {
    this.spend(depth);
    await this.item(depth + 1);
    const count = await this.length();
    if (count > this.c.left / (this.lines ? 2 : 4))
      throw new RError(this.c.at, "truncated", `a code says it has ${count} constants`);
    for (let i = 0; i < count; i++) {
      const type = await this.int();
      if (type === BCODE) await this.code(depth + 1);
      else if (isCodeLang(type)) await this.codeLang(type, depth + 1);
      else await this.item(depth + 1);
    }
  }

  /** Calls inside bytecode have a form of their own. */
  private async codeLang(first: number, depth: number): Promise<Item> {
    this.spend(depth);
    let type = first;
    const at = this.c.at;
    if (type === BCREF) {
      await this.int();
      return { type };
    }
    if (type === BCDEF) {
      await this.int();
      type = await this.int();
    }
    if (!isCodeLang(type)) return this.item(depth + 1);
    if (type === ATTRLANG || type === ATTRLIST) await this.item(depth + 1);
    await this.item(depth + 1);
    const head = await this.codeLang(await this.int(), depth + 1);
    if (type === LANG || type === ATTRLANG) this.called(at, head);
    await this.codeLang(await this.int(), depth + 1);
    return { type };
  }
}
