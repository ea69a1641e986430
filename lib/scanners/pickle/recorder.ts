import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { NESTED_LOADERS } from "../policy/deny";
import { type ImportJudgement, judgeImport, weighImport } from "../policy/judge";

const MAX_IMPORTS = 100_000;
const MAX_RECORDS = 2_000;

export type CallSite = { offset: number; opcode: string; argPreview?: string };

export type ImportRecord = {
  module: string;
  name: string;
  path: string;
  protocol: number;
  judgement: ImportJudgement;
  offset: number;
  opcode: string;
  operandOffsets?: number[];
  stream: number;
  count: number;
  call?: CallSite;
  nestedLoader: boolean;
};

type Anomaly = Pick<ScanEvidence, "rule" | "verdict" | "severity" | "certainty" | "message"> &
  Partial<Pick<ScanEvidence, "opcode" | "call" | "refs" | "operandOffsets" | "length">>;

/** Bytes inside the pickle that are a pickle of their own: given to a loader, or lying there as data. */
export type NestedBytes = { opcodeOffset: number; via: "loader" | "data" };

/** Thrown when a file holds more than a scan keeps; what was found before stays. */
export class RecorderFull extends Error {}

/** Collects what one walk over a pickle finds: imports by number, and what is wrong. Offsets are bytes of the pickle. */
export class Recorder {
  readonly imports: ImportRecord[] = [];
  readonly nested: NestedBytes[] = [];
  stream = 0;
  private readonly byPath = new Map<string, number>();
  private readonly anomalies = new Map<string, ScanEvidence>();

  /** Notes an import and gives its number; the same import in the same stream keeps one record and counts. */
  addImport(
    module: string,
    name: string,
    protocol: number,
    offset: number,
    opcode: string,
    operands?: number[],
  ): number {
    const key = `${this.stream}\n${protocol < 3 ? 2 : 4}\n${module}\n${name}`;
    const known = this.byPath.get(key);
    const record = known === undefined ? undefined : this.imports[known];
    if (known !== undefined && record !== undefined) {
      record.count += 1;
      return known;
    }
    if (this.imports.length >= MAX_IMPORTS) throw new RecorderFull(`more than ${MAX_IMPORTS} different imports`);
    const judgement = judgeImport(module, name, protocol);
    const path = `${judgement.module}.${judgement.name}`;
    this.imports.push({
      module,
      name,
      path,
      protocol,
      judgement,
      offset,
      opcode,
      operandOffsets: operands,
      stream: this.stream,
      count: 1,
      nestedLoader: NESTED_LOADERS.has(path) || NESTED_LOADERS.has(`${module}.${name}`),
    });
    this.byPath.set(key, this.imports.length - 1);
    return this.imports.length - 1;
  }

  /** Takes back one count of an import whose opcode is about to be run again. */
  forget(id: number): void {
    const record = this.imports[id];
    if (record !== undefined) record.count -= 1;
  }

  /** True while the first call of an import is still to be described. */
  wantsCall(id: number): boolean {
    const record = this.imports[id];
    return record !== undefined && record.call === undefined && record.judgement.class !== "allow";
  }

  addCall(id: number, call: CallSite): void {
    const record = this.imports[id];
    if (record !== undefined && record.call === undefined) record.call = call;
  }

  addNested(nested: NestedBytes): void {
    if (this.nested.length < 64) this.nested.push(nested);
  }

  /** One record per rule, opcode and stream: repeats are counted. */
  addAnomaly(offset: number, anomaly: Anomaly): void {
    const key = `${anomaly.rule}\n${this.stream}\n${anomaly.opcode ?? ""}`;
    const known = this.anomalies.get(key);
    if (known !== undefined) known.count = (known.count ?? 1) + 1;
    else if (this.anomalies.size < MAX_RECORDS) this.anomalies.set(key, { ...anomaly, offset, memberOffset: offset });
  }

  /** Everything found, as evidence with offsets of the pickle. */
  evidence(): ScanEvidence[] {
    return [...this.imports.flatMap(importEvidence).slice(0, MAX_RECORDS), ...this.anomalies.values()];
  }
}

function importEvidence(record: ImportRecord): ScanEvidence[] {
  const { judgement, call } = record;
  const weight = weighImport(judgement.class, call !== undefined);
  if (weight === undefined) return [];
  const said = `${record.module}.${record.name}`;
  const renamed = said === record.path ? "" : ` (${record.path} in Python 3)`;
  const act = call === undefined ? "Imports" : "Imports and calls";
  return [
    {
      ...weight,
      offset: record.offset,
      memberOffset: record.offset,
      opcode: record.opcode,
      import: { module: record.module, name: record.name },
      ...(call && { call }),
      ...(record.operandOffsets && { operandOffsets: record.operandOffsets }),
      message: showText(`${act} ${said}${renamed}: ${judgement.why}`, 400),
      ...(record.count > 1 && { count: record.count }),
      refs: ["CWE-502"],
    },
  ];
}
