import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase } from "@/db/client";
import { emitAudit } from "./audit";
import { listAudit } from "./audit-list";
import { type Ctx, requireScope, systemContext, withTransaction } from "./context";
import { ensureWorkspace } from "./workspace/workspace";

let ctx: Ctx;

beforeAll(async () => {
  ctx = systemContext((await ensureWorkspace(`audit-${randomUUID()}`)).id);
  requireScope(ctx, "admin");
  // One transaction: the rows lie microseconds apart, where a cursor of milliseconds would lose some.
  await withTransaction(async (tx) => {
    for (let i = 0; i < 25; i++)
      await emitAudit(tx, ctx, { action: "ticket.comment", entity: "ticket", entityId: i, detail: { i } });
  });
});
afterAll(closeDatabase);

describe("the audit list", () => {
  it("gives every row once, newest first, page by page", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listAudit(ctx, { limit: 4, action: "ticket.comment", ...(cursor ? { cursor } : {}) });
      expect(page.rows.length).toBeLessThanOrEqual(4);
      seen.push(...page.rows.map((r) => r.entityId));
      cursor = page.next;
    } while (cursor);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => String(24 - i)));
  });

  it("filters by what was touched", async () => {
    const { rows } = await listAudit(ctx, { entity: "ticket", entityId: "7" });
    expect(rows.map((r) => r.detail)).toEqual([{ i: 7 }]);
    expect((await listAudit(ctx, { entity: "nothing" })).rows).toEqual([]);
  });

  it("is closed to those who only read, and to other workspaces", async () => {
    for (const role of ["viewer", "engineer"] as const)
      await expect(listAudit({ ...ctx, role }, {})).rejects.toMatchObject({ code: "forbidden" });
    const other = systemContext((await ensureWorkspace(`audit-${randomUUID()}`)).id);
    expect((await listAudit(other, { action: "ticket.comment" })).rows).toEqual([]);
  });

  it("refuses a cursor that is none", async () => {
    const cursor = Buffer.from('["2026-13-99 00:00:00","x"]').toString("base64url");
    await expect(listAudit(ctx, { cursor })).rejects.toMatchObject({ code: "invalid_input", where: "/cursor" });
  });
});
