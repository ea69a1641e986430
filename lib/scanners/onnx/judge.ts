import { type Found, found } from "../found";
import { pointerOf } from "../json/value";
import type { PartScan } from "../part-scan";
import { escapes } from "../paths";
import { denyReason } from "../policy/judge";
import { type ProtoMessage, textOf } from "../protobuf/walk";
import { CODE_OPERATORS, KNOWN_DOMAINS } from "./schema";

const MAX_EVIDENCE = 300;
/** A marker of one runtime for weights that already lie in memory: in a file it is an address somebody made up. */
const MEMORY = "_ORT_MEM_ADDR_";

type Operator = { domain: string; type: string; at: number; pointer: string; count: number };

/** Collects what a model's messages say while they are walked; `finish` judges what only the whole can show. */
export class OnnxJudge {
  private readonly operators = new Map<string, Operator>();
  private readonly functions = new Set<string>();
  private external: { key: string; value: string; at: number }[] = [];
  private files = 0;

  constructor(private readonly out: PartScan) {}

  private say(message: ProtoMessage, item: Omit<Found, "offset"> & { offset?: number }): void {
    if (this.out.evidence.length >= MAX_EVIDENCE) return;
    this.out.evidence.push(found({ offset: message.at, pointer: pointerOf(message.path), ...item }));
  }

  leave(message: ProtoMessage): void {
    if (message.type === "Node") this.node(message);
    else if (message.type === "External")
      this.external.push({ key: textOf(message, "key"), value: textOf(message, "value"), at: message.at });
    else if (message.type === "Tensor") this.tensor(message);
    else if (message.type === "Function")
      this.functions.add(`${textOf(message, "domain")}\n${textOf(message, "name")}`);
    else if (message.type === "Entry") this.metadata(message);
  }

  private node(message: ProtoMessage): void {
    const domain = textOf(message, "domain");
    const type = textOf(message, "op_type");
    const key = `${domain}\n${type}`;
    const known = this.operators.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.operators.size < 100_000)
      this.operators.set(key, { domain, type, at: message.at, pointer: pointerOf(message.path), count: 1 });
    if (CODE_OPERATORS.has(type) && domain !== "") {
      const text = `The operator ${domain}.${type} hands over to code outside the model`;
      this.say(message, {
        rule: "onnx.code-operator",
        verdict: "suspicious",
        severity: "high",
        message: text,
        refs: ["CWE-829"],
      });
    }
  }

  private tensor(message: ProtoMessage): void {
    const entries = this.external;
    this.external = [];
    const outside = message.numbers.get("data_location") === 1n;
    if (entries.length === 0 && !outside) return;
    this.files += 1;
    const name = textOf(message, "name");
    const locations = entries.filter((entry) => entry.key === "location");
    if (locations.length === 0)
      this.say(message, {
        rule: "onnx.external-data",
        verdict: "error",
        severity: "medium",
        message: `The data of ${name} lies in another file that is not named`,
      });
    if (locations.length > 1)
      this.say(message, {
        rule: "onnx.external-data",
        verdict: "suspicious",
        severity: "medium",
        message: `The data of ${name} is given two files`,
      });
    for (const { value, at } of locations) {
      const why = value.includes(MEMORY) ? "it is an address in memory" : escapes(value);
      if (why === undefined) continue;
      const text = `The data of ${name} is read from ${value}: ${why}`;
      const refs = ["CVE-2022-25882", "CVE-2024-27318", "CWE-22"];
      this.say(message, {
        rule: "onnx.external-escape",
        verdict: "malicious",
        severity: "high",
        message: text,
        offset: at,
        refs,
      });
    }
    for (const { key, value, at } of entries) {
      const counts = key === "offset" || key === "length";
      if (counts && !(/^\d{1,16}$/.test(value) && Number.isSafeInteger(Number(value)))) {
        const text = `The data of ${name} has ${key} ${value}, which is no place in a file`;
        this.say(message, {
          rule: "onnx.external-range",
          verdict: "error",
          severity: "medium",
          message: text,
          offset: at,
        });
      }
    }
  }

  /** Metadata is for people; a class path under a builder's key is not. */
  private metadata(message: ProtoMessage): void {
    const value = textOf(message, "value");
    const targets = [...value.matchAll(/"_target_"\s*:\s*"([\w.]{1,300})"/g)].map((match) => match[1] ?? "");
    if (textOf(message, "key") === "_target_") targets.push(value);
    for (const target of targets) {
      const dot = target.lastIndexOf(".");
      const denied = dot > 0 && denyReason(target.slice(0, dot), target.slice(dot + 1)) !== undefined;
      const text = `Metadata names ${target} to be built by a loader`;
      this.say(message, {
        rule: "onnx.metadata-target",
        verdict: denied ? "malicious" : "suspicious",
        severity: denied ? "high" : "medium",
        message: text,
      });
    }
  }

  finish(): void {
    for (const { domain, type, at, pointer, count } of this.operators.values()) {
      if (KNOWN_DOMAINS.has(domain) || this.functions.has(`${domain}\n${type}`)) continue;
      if (this.out.evidence.length >= MAX_EVIDENCE) break;
      const message = `The operator ${domain}.${type} comes from a library that the loader must bring along`;
      this.out.evidence.push(
        found({
          rule: "onnx.custom-domain",
          verdict: "suspicious",
          severity: "medium",
          certainty: "likely",
          offset: at,
          pointer,
          count,
          message,
        }),
      );
    }
    if (this.files > 0) {
      const message = `${this.files} tensors have their data in other files, which are scanned on their own`;
      this.out.evidence.push(
        found({ rule: "onnx.external-data", verdict: "info", severity: "info", offset: 0, message }),
      );
    }
    if (this.out.evidence.some((item) => item.verdict === "error") && !this.out.reasons.includes("malformed"))
      this.out.reasons.push("malformed");
  }
}
