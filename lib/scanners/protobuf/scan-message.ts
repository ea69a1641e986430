import { malformed } from "../found";
import { type ByteRange, gapsOf, type PartScan } from "../part-scan";
import type { ScanContext } from "../scan-context";
import { type ProtoBudget, ProtoError } from "./fields";
import { DEFAULT_FIELDS, type ProtoWalk, type Schema, walkMessage } from "./walk";

/** A walk's lists, empty. */
export function newWalk(leave: ProtoWalk["leave"]): ProtoWalk {
  return { leave, opaque: [], unknown: [] };
}

export function budgetOf({ budget }: Pick<ScanContext, "budget">): ProtoBudget {
  return { fields: Math.min(DEFAULT_FIELDS, budget.ops), deadlineMs: budget.deadlineMs };
}

/**
 * Walks a whole file as one message and claims it: what the schema knows is parsed, data it names is opaque, fields it does
 * not know stay unclaimed. Damage is evidence under `rule`; what was met before it counts.
 */
export async function scanMessage(
  context: Pick<ScanContext, "source" | "budget">,
  out: PartScan,
  shapes: Schema,
  type: string,
  walk: ProtoWalk,
  rule: string,
): Promise<void> {
  const { source } = context;
  let end = source.size;
  try {
    await walkMessage(source, shapes, type, { from: 0, to: source.size }, walk, budgetOf(context));
  } catch (error) {
    if (!(error instanceof ProtoError)) throw error;
    end = Math.min(error.at, source.size);
    out.reasons.push(error.reason);
    out.evidence.push(malformed(rule, error.at, `The message cannot be read: ${error.message}`));
  }
  const holes: ByteRange[] = [...walk.opaque, ...walk.unknown];
  out.opaque.push(...walk.opaque);
  out.parsed.push(...gapsOf(holes, end));
}
