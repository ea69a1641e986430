import type { AssetKind } from "@/lib/domain/asset";
import type { EdgeFact } from "@/lib/domain/inventory";
import type { Json } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import { isObject, shapeOf, step, textOf } from "../json-access";
import type { BomContext, Known } from "./context";

type Link = Pick<EdgeFact, "relation"> & { variant?: string; props?: EdgeFact["props"]; reversed?: boolean };

/** What a dependency between two kinds means; "counted" has no edge in the vocabulary, null means nothing at all. */
function linkOf(from: Known, to: Known): Link | "counted" | null {
  if (from.kind === "system") return { relation: "part_of", reversed: true };
  const pair: `${AssetKind} ${AssetKind}` = `${from.kind} ${to.kind}`;
  switch (pair) {
    case "infra model":
    case "infra artifact":
      return { relation: "loads", props: from.autoPull === null ? {} : { auto_pull: from.autoPull } };
    case "infra infra":
      return { relation: "uses", props: { role: "call" } };
    case "infra package":
    case "infra image":
    case "infra dataset":
    case "model package":
      return { relation: "uses", props: { role: "dependency" } };
    case "model dataset":
      return { relation: to.evaluation ? "evaluated_on" : "trained_on" };
    case "model model":
      return { relation: "derived_from", variant: from.variant ?? "unknown" };
    case "dataset dataset":
      return {
        relation: "derived_from",
        variant: from.variant === "copy" || from.variant === "convert" ? from.variant : "unknown",
      };
    case "dataset model":
      return { relation: "generated_by" };
    case "model artifact":
    case "dataset artifact":
    case "package artifact":
    case "image artifact":
    case "image package":
      return { relation: "contains" };
    case "package package":
    case "artifact package":
    case "artifact artifact":
      return "counted";
    default:
      return null;
  }
}

function linkOne(ctx: BomContext, from: Known, to: Known, pointer: string): void {
  if (from.key === to.key) return;
  const link = linkOf(from, to);
  if (link === "counted") {
    ctx.dependencyCounts.set(from.key, (ctx.dependencyCounts.get(from.key) ?? 0) + 1);
    return;
  }
  if (link === null) {
    const words = `${from.kind} "${showText(from.name, 80)}" depends on ${to.kind} "${showText(to.name, 80)}"`;
    ctx.builder.note(ctx.site(pointer), `This dependency is not kept: the vocabulary has no relation for ${words}.`);
    return;
  }
  const [tail, head] = link.reversed ? [to, from] : [from, to];
  ctx.builder.edge({
    from: tail.key,
    relation: link.relation,
    variant: link.variant ?? null,
    to: head.key,
    class: "declared",
    props: link.props ?? {},
    site: ctx.site(pointer),
  });
}

function refAt(ctx: BomContext, value: Json | undefined, pointer: string): Known | null {
  const ref = textOf(value);
  const known = ref === null ? undefined : ctx.refs.get(ref);
  if (known) return known;
  const said =
    ref === null
      ? `is ${shapeOf(value)}, not a bom-ref`
      : `names "${showText(ref, 160)}", which no record of this document has`;
  ctx.builder.note(ctx.site(pointer), `This dependency ${said}.`);
  return null;
}

/** Turns `dependencies` into edges. Package to package is no relation here: it is counted on the depending package. */
export function readDependencies(ctx: BomContext, value: Json | undefined): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) {
    ctx.builder.drop(ctx.site("/dependencies"), `dependencies is ${shapeOf(value)}, not a list.`);
    return;
  }
  value.forEach((entry, i) => {
    const at = step("/dependencies", i);
    if (!isObject(entry)) {
      ctx.builder.note(ctx.site(at), `A dependency is ${shapeOf(entry)}, not an object.`);
      return;
    }
    const from = refAt(ctx, entry.ref, step(at, "ref"));
    const on = entry.dependsOn;
    if (on !== undefined && !Array.isArray(on)) {
      ctx.builder.note(ctx.site(step(at, "dependsOn")), `dependsOn is ${shapeOf(on)}, not a list.`);
    }
    if (from === null || !Array.isArray(on)) return;
    on.forEach((ref, j) => {
      const where = step(step(at, "dependsOn"), j);
      const to = refAt(ctx, ref, where);
      if (to !== null) linkOne(ctx, from, to, where);
    });
  });
  for (const [key, count] of ctx.dependencyCounts) {
    const asset = ctx.builder.assets.get(key);
    if (asset) asset.props.dependency_count = count;
  }
}
