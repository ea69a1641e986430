import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { freshWorkspace, rows } from "@/lib/pipeline/testing/rig";
import { listMembers } from "../auth/people";
import { type Ctx, requireScope } from "../context";
import { createToken, listTokens, revokeToken, tokenContext } from "./token";

let ctx: Ctx;
beforeAll(async () => {
  ctx = await freshWorkspace("token");
});

const viewerOf = (c: Ctx): Ctx => ({ ...c, role: "viewer" });

describe("a token", () => {
  it("is shown once, kept as a digest, and says who made it", async () => {
    const { token, row } = await createToken(ctx, { name: "ci", scopes: ["inventory:push"] });
    expect(token).toMatch(/^flt_[\w-]{43}$/);
    expect(row).toMatchObject({ name: "ci", state: "active", createdBy: "Test", lastUsedAt: null });
    expect(token.startsWith(row.prefix)).toBe(true);
    const kept = await rows<{ text: string }>(
      sql`select api_token::text as text from api_token where workspace_id = ${ctx.workspaceId}`,
    );
    expect(kept.map((k) => k.text).join()).not.toContain(token.slice(12));
    const audits = await rows(
      sql`select actor, action from audit where workspace_id = ${ctx.workspaceId} and entity = 'token' and entity_id = ${row.id}`,
    );
    expect(audits).toEqual([{ actor: "Test", action: "token.create" }]);
  });

  it("does what its scopes name and nothing else", async () => {
    const push = await tokenContext((await createToken(ctx, { name: "p", scopes: ["inventory:push"] })).token);
    const read = await tokenContext((await createToken(ctx, { name: "r", scopes: ["read"] })).token);
    expect(push).toMatchObject({ workspaceId: ctx.workspaceId, actor: { kind: "token", name: "p" } });
    expect(() => requireScope(push, "analyst", "inventory:push")).not.toThrow();
    expect(() => requireScope(read, "analyst", "inventory:push")).toThrow(/scope inventory:push; this one has read/);
    expect(() => requireScope(push, "viewer")).toThrow(/scope read/);
    expect(() => requireScope(read, "viewer")).not.toThrow();
    for (const role of ["engineer", "analyst", "admin"] as const)
      expect(() => requireScope(read, role), role).toThrow(/No token may do this/);
    await expect(listMembers(push)).rejects.toMatchObject({ code: "forbidden" });
    await expect(createToken(read, { name: "x", scopes: ["read"] })).rejects.toMatchObject({ code: "forbidden" });
  });

  it("notes its use", async () => {
    const { token, row } = await createToken(ctx, { name: "used", scopes: ["read"] });
    await tokenContext(token);
    const found = (await listTokens(ctx)).find((t) => t.id === row.id);
    expect(found?.lastUsedAt).not.toBeNull();
  });

  it("ends at once when revoked, and when its time is over", async () => {
    const { token, row } = await createToken(ctx, { name: "gone", scopes: ["read"] });
    await tokenContext(token);
    await revokeToken(ctx, row.id);
    await expect(tokenContext(token)).rejects.toMatchObject({ code: "not_signed_in", message: /revoked/ });
    const old = await createToken(ctx, { name: "old", scopes: ["read"], days: 1 });
    await rows(
      sql`update api_token set expires_at = now() - interval '1 second' where workspace_id = ${ctx.workspaceId} and id = ${old.row.id}`,
    );
    await expect(tokenContext(old.token)).rejects.toMatchObject({ code: "not_signed_in", message: /ended on/ });
    expect((await listTokens(ctx)).find((t) => t.id === old.row.id)?.state).toBe("expired");
  });

  it("is refused when nobody knows it", async () => {
    for (const wrong of ["", "flt_", "flt_abc", "x".repeat(300), `flt_${"A".repeat(43)}`])
      await expect(tokenContext(wrong)).rejects.toMatchObject({ code: "not_signed_in" });
    await expect(revokeToken(ctx, "nothing")).rejects.toMatchObject({ code: "not_found" });
  });

  it("names what is wrong with the wish for one", async () => {
    const wish = (input: unknown) => createToken(ctx, input);
    await expect(wish({ name: " ", scopes: ["read"] })).rejects.toMatchObject({ where: "/name" });
    await expect(wish({ name: "x", scopes: [] })).rejects.toMatchObject({ where: "/scopes" });
    await expect(wish({ name: "x", scopes: ["admin"] })).rejects.toMatchObject({ where: "/scopes/0" });
    await expect(wish({ name: "x", scopes: ["read"], days: 0 })).rejects.toMatchObject({ where: "/days" });
  });

  it("rejects read-only actor", async () => {
    await expect(createToken(viewerOf(ctx), { name: "x", scopes: ["read"] })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(listTokens(viewerOf(ctx))).rejects.toMatchObject({ code: "forbidden" });
  });
});
