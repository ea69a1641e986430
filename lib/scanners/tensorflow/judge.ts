import { BufferSource } from "@/lib/bytes/buffer-source";
import { type Found, found } from "../found";
import { JsonError, parseJson } from "../json/parse";
import { pointerOf } from "../json/value";
import { judgeKeras } from "../keras-config/judge";
import type { PartScan } from "../part-scan";
import { escapes } from "../paths";
import { ALLOWED, DENIED, SAVER, SUSPECT } from "../policy/tensorflow-ops";
import { type ProtoBudget, ProtoError } from "../protobuf/fields";
import { probeMessage } from "../protobuf/probe";
import { type ProtoMessage, type ProtoText, textOf, walkMessage } from "../protobuf/walk";
import { Reach } from "./reach";
import { TENSORFLOW } from "./schema";

const MAX_EVIDENCE = 300;
const MAX_NESTING = 8;
const OPERATOR = /^[A-Za-z_][\w.>]*$/;

type Operator = { op: string; at: number; pointer: string; count: number };

/** Collects a graph's operators while it is walked, follows graphs that are hidden in texts, and judges at the end. */
export class GraphJudge {
  private readonly operators = new Map<string, Operator>();
  private readonly reach = new Reach();
  private calls: string[] = [];
  private signature: string[] = [];
  /** Addresses of files among a node's attributes: where it prints or sends values to. */
  private streams: string[] = [];

  constructor(
    private readonly out: PartScan,
    private readonly budget: ProtoBudget,
    /** Added to offsets and pointers of a graph inside another. */
    private readonly base = 0,
    private readonly prefix = "",
    private readonly depth = 0,
  ) {}

  private say(at: number, pointer: string, item: Omit<Found, "offset" | "pointer">): void {
    if (this.out.evidence.length < MAX_EVIDENCE)
      this.out.evidence.push(found({ ...item, offset: this.base + at, pointer: this.prefix + pointer }));
  }

  async leave(message: ProtoMessage): Promise<void> {
    const { type } = message;
    if (type === "Node") this.node(message);
    else if (type === "Func") this.calls.push(textOf(message, "name"));
    else if (type === "FunctionSignature") this.signature.push(textOf(message, "name"));
    else if (type === "Function") this.reach.endFunction(this.signature.pop() ?? "");
    else if (type === "TensorInfo") this.reach.output(textOf(message, "name"));
    else if (type === "Asset") this.asset(message);
    else if (type === "UserObject" || type === "KerasObject") this.keras(message);
    if (type === "Value" || type === "List") this.addresses(message);
    for (const name of ["s", "string_val", "metadata"]) {
      if (type === "UserObject" || type === "KerasObject") break;
      for (const text of message.texts.get(name) ?? []) await this.hidden(text, message);
    }
  }

  private node(message: ProtoMessage): void {
    const op = textOf(message, "op");
    this.reach.node(message, this.calls);
    this.calls = [];
    for (const stream of this.streams) {
      const text = `The operator ${op} writes values to ${stream}`;
      const writes = op === "PrintV2";
      this.say(message.at, pointerOf(message.path), {
        rule: "tf.writes-stream",
        verdict: writes ? "malicious" : "suspicious",
        severity: writes ? "high" : "medium",
        message: text,
        refs: ["CWE-73"],
      });
    }
    this.streams = [];
    const known = this.operators.get(op);
    if (known !== undefined) known.count += 1;
    else if (this.operators.size < 100_000)
      this.operators.set(op, { op, at: message.at, pointer: pointerOf(message.path), count: 1 });
  }

  private addresses(message: ProtoMessage): void {
    for (const { bytes } of message.texts.get("s") ?? []) {
      const text = bytes?.toString("latin1", 0, 300) ?? "";
      if (/^(file|grpc|https?):\/\//.test(text)) this.streams.push(text);
    }
  }

  private asset(message: ProtoMessage): void {
    const file = textOf(message, "filename");
    const why = escapes(file);
    if (why === undefined) return;
    const text = `The model reads its asset ${file}, outside its folder: ${why}`;
    this.say(message.at, pointerOf(message.path), {
      rule: "tf.asset-escape",
      verdict: "malicious",
      severity: "high",
      message: text,
      refs: ["CWE-22"],
    });
  }

  /** Keras writes a layer's configuration as JSON into the metadata of its object. */
  private keras(message: ProtoMessage): void {
    const [metadata] = message.texts.get("metadata") ?? [];
    if (metadata?.bytes == null || metadata.bytes.length === 0) return;
    const pointer = `${pointerOf(message.path)}/metadata`;
    try {
      const { root } = parseJson(metadata.bytes);
      judgeKeras(this.out, { root, byteAt: (at) => this.base + metadata.from + at }, this.prefix + pointer);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      if (!/^\s*[{[]/.test(metadata.text)) return;
      const text = `The Keras metadata cannot be read: ${error.message}`;
      this.out.reasons.push(error.problem);
      this.say(metadata.from, pointer, {
        rule: "tf.keras-metadata",
        verdict: "error",
        severity: "medium",
        message: text,
      });
    }
  }

  /** A text may itself be a graph: some operators run the graph that their constant holds. */
  private async hidden({ bytes, from }: ProtoText, message: ProtoMessage): Promise<void> {
    const first = bytes?.[0];
    if (bytes === null || bytes.length < 8 || first === undefined || (first & 7) > 2 || first < 8) return;
    const source = new BufferSource(bytes, "a graph inside a graph");
    const type = (await looksLikeGraph(source)) ? "Graph" : (await looksLikeLibrary(source)) ? "Library" : null;
    if (type === null) return;
    if (this.depth >= MAX_NESTING) {
      this.out.reasons.push("depth_limit");
      return;
    }
    const prefix = `${this.prefix}${pointerOf(message.path)}!`;
    const inner = new GraphJudge(this.out, this.budget, this.base + from, prefix, this.depth + 1);
    try {
      await walkMessage(
        source,
        TENSORFLOW,
        type,
        { from: 0, to: bytes.length },
        { leave: (m) => inner.leave(m), opaque: [], unknown: [] },
        this.budget,
      );
    } catch (error) {
      if (!(error instanceof ProtoError)) throw error;
      this.out.reasons.push(error.reason);
    }
    inner.finish();
  }

  finish(): void {
    const reached = this.reach.reached();
    for (const { op, at, pointer, count } of this.operators.values()) {
      const denied = DENIED.get(op);
      const suspect = SUSPECT.get(op);
      const say = (rule: string, verdict: "malicious" | "suspicious", message: string, refs: string[]) =>
        this.say(at, pointer, {
          rule,
          verdict,
          severity: verdict === "malicious" ? "high" : "medium",
          message,
          refs,
          count,
        });
      if (denied !== undefined) say("tf.denied-op", "malicious", `The operator ${op} ${denied}`, ["CWE-73"]);
      else if (suspect !== undefined) say("tf.suspect-op", "suspicious", `The operator ${op} ${suspect}`, ["CWE-73"]);
      else if (SAVER.has(op)) {
        if (reached !== "all" && reached.has(op))
          say("tf.saver-reached", "suspicious", `A request reaches ${op}, which reads or writes a checkpoint`, [
            "CWE-73",
          ]);
      } else if (op === "PrintV2" || ALLOWED.has(op) || this.reach.has(op)) continue;
      else say("tf.unknown-op", "suspicious", `The operator ${op} is none of TensorFlow's everyday ones`, ["CWE-829"]);
    }
  }
}

/** A message whose every field is a graph's, with a first node that has a name and an operator. */
async function looksLikeGraph(source: BufferSource): Promise<boolean> {
  const probe = await probeMessage(source, TENSORFLOW.Graph ?? {});
  if (probe?.whole !== true) return false;
  let good = false;
  const leave = (message: ProtoMessage) => {
    if (message.type === "Node") good ||= OPERATOR.test(textOf(message, "op")) && textOf(message, "name") !== "";
  };
  return (await reads(source, "Graph", leave)) && good;
}

async function looksLikeLibrary(source: BufferSource): Promise<boolean> {
  const probe = await probeMessage(source, TENSORFLOW.Library ?? {});
  if (probe?.whole !== true) return false;
  let good = false;
  const leave = (message: ProtoMessage) => {
    if (message.type === "Function") good ||= message.to > message.at;
  };
  return (await reads(source, "Library", leave)) && good;
}

async function reads(source: BufferSource, type: string, leave: (message: ProtoMessage) => void): Promise<boolean> {
  const budget = { fields: 200_000, deadlineMs: Number.POSITIVE_INFINITY };
  const walk = { leave, opaque: [], unknown: [] };
  try {
    await walkMessage(source, TENSORFLOW, type, { from: 0, to: source.size }, walk, budget);
    return walk.unknown.length === 0;
  } catch (error) {
    // Too large to try in full: the beginning read as a graph, and that is what it is walked as.
    if (error instanceof ProtoError) return error.reason === "limit";
    throw error;
  }
}
