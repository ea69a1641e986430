import type { RangeSource } from "@/lib/bytes/range-source";
import { ByteCursor } from "../byte-cursor";
import { emptyPart, type PartScan } from "../part-scan";
import { fieldsOf, ProtoError } from "../protobuf/fields";
import { probeMessage } from "../protobuf/probe";
import { budgetOf, newWalk, scanMessage } from "../protobuf/scan-message";
import type { ScanContext, Scanner } from "../scan-context";
import { GraphJudge } from "./judge";
import { manifest } from "./manifest";
import { TENSORFLOW } from "./schema";
import { isText, scanText } from "./text-form";

type Kind = "SavedModel" | "Graph" | "KerasMetadata";
const FORMATS: Record<Kind, string> = {
  SavedModel: "tf-savedmodel",
  Graph: "tf-graph",
  KerasMetadata: "keras-metadata",
};
const NAMED = /\.(pb|pbx|meta)$/i;

/** Nothing marks these files. The top must read as the message, its first part as a part of it. */
async function kindOf({ source, head, name }: ScanContext): Promise<Kind | null> {
  const first = head[0] ?? 0;
  if (source.size < 8 || (first & 7) > 2 || first < 8) return null;
  const saved = await probeMessage(source, TENSORFLOW.SavedModel ?? {}, 0, source.size, false, head);
  if (saved !== null && (saved.counts.get(2) ?? 0) > 0 && (await part(source, head, 2, "MetaGraph", [2])))
    return ended(saved.whole, name, "SavedModel");
  if (saved !== null && !saved.whole && /saved_model\.pb$/i.test(name)) return "SavedModel";
  if (first !== 0x0a) return null;
  const graph = await probeMessage(source, TENSORFLOW.Graph ?? {}, 0, source.size, false, head);
  if (graph === null) return null;
  if (await part(source, head, 1, "Node", [1, 2])) return ended(graph.whole, name, "Graph");
  return (await part(source, head, 1, "KerasObject", [3, 4])) ? ended(graph.whole, name, "KerasMetadata") : null;
}

function ended(whole: boolean, name: string, kind: Kind): Kind | null {
  return whole || NAMED.test(name) ? kind : null;
}

/** True when the first field `number` of the top reads as `type` and has all of `needs`. */
async function part(
  source: RangeSource,
  head: Buffer,
  number: number,
  type: string,
  needs: number[],
): Promise<boolean> {
  const budget = { fields: 1_000, deadlineMs: Number.POSITIVE_INFINITY };
  try {
    for await (const field of fieldsOf(new ByteCursor(source, 0, source.size, false, head), 0, source.size, budget)) {
      if (field.number !== number || field.wire !== 2) continue;
      const probe = await probeMessage(source, TENSORFLOW[type] ?? {}, field.from, field.to, true, head);
      return probe !== null && needs.every((need) => probe.counts.has(need));
    }
  } catch (error) {
    if (!(error instanceof ProtoError)) throw error;
  }
  return false;
}

async function scan(context: ScanContext): Promise<PartScan> {
  if (isText(context)) return scanText(context);
  const kind = await kindOf(context);
  if (kind === null) return emptyPart();
  const out = emptyPart(FORMATS[kind]);
  const judge = new GraphJudge(out, budgetOf(context));
  await scanMessage(
    context,
    out,
    TENSORFLOW,
    kind,
    newWalk((message) => judge.leave(message)),
    "tf.message",
  );
  judge.finish();
  return out;
}

export const tensorflowScanner: Scanner = {
  manifest,
  matches: async (context) => isText(context) || (await kindOf(context)) !== null,
  scan,
};
