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
        this.push(MARK);
        return;
      case "POP":
        items.pop();
        return;
      case "POP_MARK":
        this.toMark();
        return;
      case "DUP":
        this.push(items.at(-1) ?? "?");
        return;
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
        this.push(this.memo.get(Number(argument)) ?? "?");
        return;
      case "TUPLE1":
      case "TUPLE2":
      case "TUPLE3": {
        const parts = this.take(Number(name.slice(5)));
        this.push(`(${parts.join(", ")}${parts.length === 1 ? "," : ""})`);
        return;
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
        this.applyMaking(name, argument);
        return;
    }
  }

  private applyMaking(name: string, argument: string): void {
    switch (name) {
      case "TUPLE":
        this.push(`(${this.toMark().join(", ")})`);
        return;
      case "LIST":
        this.push(`[${this.toMark().join(", ")}]`);
        return;
      case "DICT":
        this.toMark();
        this.push("{…}");
        return;
      case "FROZENSET":
        this.push(`frozenset(${this.toMark().join(", ")})`);
        return;
      case "EMPTY_TUPLE":
        this.push("()");
        return;
      case "EMPTY_LIST":
        this.push("[…]");
        return;
      case "EMPTY_DICT":
        this.push("{…}");
        return;
      case "EMPTY_SET":
        this.push("set()");
        return;
      case "GLOBAL":
        this.push(argument.replace(" ", "."));
        return;
      case "STACK_GLOBAL":
        this.push(this.take(2).map(unquoted).join("."));
        return;
      case "INST":
        this.push(`${argument.replace(" ", ".")}(${this.toMark().join(", ")})`);
        return;
      case "OBJ": {
        const [made = "?", ...args] = this.toMark();
        this.push(`${made}(${args.join(", ")})`);
        return;
      }
      case "REDUCE":
      case "NEWOBJ": {
        const [callable = "?", args = "?"] = this.take(2);
        this.push(`${callable}${args.startsWith("(") ? args : `(*${args})`}`);
        return;
      }
      case "NEWOBJ_EX": {
        const [callable = "?", args = "?"] = this.take(3);
        this.push(`${callable}(*${args}, …)`);
        return;
      }
      case "BUILD": {
        this.take(1);
        return;
      }
      case "PERSID":
        this.push(`persistent(${argument})`);
        return;
      case "BINPERSID":
        this.push(`persistent(${this.take(1)[0] ?? "?"})`);
        return;
      case "EXT1":
      case "EXT2":
      case "EXT4":
        this.push(`extension ${argument}`);
        return;
      case "NONE":
        this.push("None");
        return;
      case "NEWTRUE":
        this.push("True");
        return;
      case "NEWFALSE":
        this.push("False");
        return;
      case "NEXT_BUFFER":
        this.push("buffer");
        return;
      default:
        this.push(argument);
        return;
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
