import type { Metadata } from "next";
import { pageContext } from "@/app/session";
import { TopBar } from "@/components/kit/top-bar";
import { roleAtLeast } from "@/lib/domain/access";
import { listMembers } from "@/lib/services/auth/people";
import { listTokens } from "@/lib/services/token/token";
import { Members } from "./_parts/members";
import { Tokens } from "./_parts/tokens";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const ctx = await pageContext();
  const isAdmin = roleAtLeast(ctx.role, "admin");
  const [members, tokens] = await Promise.all([listMembers(ctx), isAdmin ? listTokens(ctx) : null]);
  const admins = members.filter((m) => m.role === "admin").length;
  return (
    <>
      <TopBar crumbs={[{ label: "Settings" }]} note={`${members.length} people, ${admins} of them admin`} />
      <main id="main" className="mx-auto max-w-[1240px] px-6 pt-6 pb-10 max-sm:px-4">
        <h1 className="text-title">People and roles</h1>
        <p className="mt-1 mb-6 max-w-[64ch] text-ink-2">
          Each role may do what the ones before it may. A change holds from the person’s next request on.
        </p>
        <Members members={members} meId={ctx.actor.kind === "person" ? ctx.actor.id : null} mayChange={isAdmin} />
        {tokens !== null && <Tokens tokens={tokens} now={new Date().toISOString()} />}
      </main>
    </>
  );
}
