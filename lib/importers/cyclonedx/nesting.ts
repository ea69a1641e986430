import type { JsonObject } from "@/lib/domain/json";
import type { BomContext, Known } from "./context";

/** A component inside another: contents where the vocabulary has them, membership of an application, else nothing said. */
export function linkContents(ctx: BomContext, parent: Known, child: Known): void {
  if (parent.key === child.key) return;
  const site = ctx.site(child.pointer);
  if (parent.kind === "system") {
    ctx.builder.edge({ from: child.key, relation: "part_of", to: parent.key, class: "declared", site });
    return;
  }
  const holdsFile = child.kind === "artifact" && ["model", "dataset", "image", "package"].includes(parent.kind);
  if (!holdsFile && !(parent.kind === "image" && child.kind === "package")) return;
  const props: JsonObject = child.kind === "artifact" ? { path: child.name } : {};
  ctx.builder.edge({ from: parent.key, relation: "contains", to: child.key, class: "declared", props, site });
}
