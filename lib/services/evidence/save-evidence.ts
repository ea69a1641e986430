import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { digestOf } from "@/lib/domain/digest";
import type { Evidence } from "@/lib/domain/evidence";
import { type Ctx, requireScope } from "../context";
import { withRows } from "../rows";

/** Keeps evidence under its content address; evidence that is known already is not written again. Returns the ids. */
export async function saveEvidence(tx: Transaction, ctx: Ctx, documents: readonly Evidence[]): Promise<string[]> {
  requireScope(ctx, "admin");
  const ids = documents.map(digestOf);
  const rows = new Map(documents.map((doc, i) => [ids[i], { id: ids[i], digest: doc.digest, doc }]));
  await withRows(
    tx,
    { id: "text", digest: "text", doc: "jsonb" },
    [...rows.values()],
    (r) =>
      sql`insert into evidence(workspace_id, id, digest, doc) select ${ctx.workspaceId}, r.id, r.digest, r.doc from ${r} on conflict do nothing`,
  );
  return ids;
}

/** Keeps bytes for the viewer: a whole file (member '', start 0) or a window around one evidence. */
export async function saveWindows(
  tx: Transaction,
  ctx: Ctx,
  windows: readonly { digest: string; member: string; start: number; whole: boolean; body: Buffer }[],
): Promise<void> {
  requireScope(ctx, "admin");
  for (const w of windows) {
    await tx.execute(
      sql`insert into byte_window(workspace_id, digest, member, start, whole, body) values (${ctx.workspaceId}, ${w.digest}, ${w.member}, ${w.start}, ${w.whole}, ${w.body}) on conflict do nothing`,
    );
  }
}
