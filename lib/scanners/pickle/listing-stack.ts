const MAX_SHOWN = 8;
const MAX_TEXT = 80;
const MAX_ITEMS = 100_000;
const MARK = "mark";

/** What stands on the stack, in words, for people who read a listing. It follows the machine; it judges nothing. */
export class ListingStack {
  private items: string[] = [];
  private memo = new Map<number, string>();

  /** Top first, at most eight. */
  shown(): string[] {
    return this.items.slice(-MAX_SHOWN).reverse();
  }

  apply(name: string, argument: string): void {
    const { items } = this;
    switch (name) {
      case "PROTO":
      case "FRAME":
      case "READONLY_BUFFER":
        return;
      case "STOP":
        this.items = [];
        this.memo = new Map();
        return;
      case "MARK":
        return this.push(MARK);
      case "POP":
        items.pop();
        return;
      case "POP_MARK":
        this.toMark();
        return;
      case "DUP":
        return this.push(items.at(-1) ?? "?");
      case "PUT":
      case "BINPUT":
      case "LONG_BINPUT":
        this.memo.set(Number(argument), items.at(-1) ?? "?");
        return;
      case "MEMOIZE":
        this.memo.set(this.memo.size, items.at(-1) ?? "?");
        return;
      case "GET":
      case "BINGET":
      case "LONG_BINGET":
        return this.push(this.memo.get(Number(argument)) ?? "?");
      case "TUPLE1":
      case "TUPLE2":
      case "TUPLE3": {
        const parts = this.take(Number(name.slice(5)));
        return this.push(`(${parts.join(", ")}${parts.length === 1 ? "," : ""})`);
      }
      case "APPEND":
        this.take(1);
        return;
      case "SETITEM":
        this.take(2);
        return;
      case "APPENDS":
      case "SETITEMS":
      case "ADDITEMS":
        this.toMark();
        return;
      default:
        return this.applyMaking(name, argument);
    }
  }

  private applyMaking(name: string, argument: string): void {
    switch (name) {
      case "TUPLE":
        return this.push(`(${this.toMark().join(", ")})`);
      case "LIST":
        return this.push(`[${this.toMark().join(", ")}]`);
      case "DICT":
        this.toMark();
        return this.push("{…}");
      case "FROZENSET":
        return this.push(`frozenset(${this.toMark().join(", ")})`);
      case "EMPTY_TUPLE":
        return this.push("()");
      case "EMPTY_LIST":
        return this.push("[…]");
      case "EMPTY_DICT":
        return this.push("{…}");
      case "EMPTY_SET":
        return this.push("set()");
      case "GLOBAL":
        return this.push(argument.replace(" ", "."));
      case "STACK_GLOBAL":
        return this.push(this.take(2).map(unquoted).join("."));
      case "INST":
        return this.push(`${argument.replace(" ", ".")}(${this.toMark().join(", ")})`);
      case "OBJ": {
        const [made = "?", ...args] = this.toMark();
        return this.push(`${made}(${args.join(", ")})`);
      }
      case "REDUCE":
      case "NEWOBJ": {
        const [callable = "?", args = "?"] = this.take(2);
        return this.push(`${callable}${args.startsWith("(") ? args : `(*${args})`}`);
      }
      case "NEWOBJ_EX": {
        const [callable = "?", args = "?"] = this.take(3);
        return this.push(`${callable}(*${args}, …)`);
      }
      case "BUILD": {
        this.take(1);
        return;
      }
      case "PERSID":
        return this.push(`persistent(${argument})`);
      case "BINPERSID":
        return this.push(`persistent(${this.take(1)[0] ?? "?"})`);
      case "EXT1":
      case "EXT2":
      case "EXT4":
        return this.push(`extension ${argument}`);
      case "NONE":
        return this.push("None");
      case "NEWTRUE":
        return this.push("True");
      case "NEWFALSE":
        return this.push("False");
      case "NEXT_BUFFER":
        return this.push("buffer");
      default:
        return this.push(argument);
    }
  }

  private push(text: string): void {
    if (this.items.length < MAX_ITEMS)
      this.items.push(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text);
  }

  private take(count: number): string[] {
    return this.items.splice(Math.max(0, this.items.length - count), count);
  }

  private toMark(): string[] {
    const at = this.items.lastIndexOf(MARK);
    return this.items.splice(Math.max(0, at)).slice(at < 0 ? 0 : 1);
  }
}

function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}
