import type { Metadata } from "next";
import { pageContext } from "@/app/session";
import { Empty } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";
import { ROLE_LABEL, roleAtLeast } from "@/lib/domain/access";
import { getSources } from "@/lib/services/source/view";
import { ConnectScreen } from "./_parts/connect-screen";

export const metadata: Metadata = { title: "Connect a source" };

export default async function NewSourcePage() {
  const ctx = await pageContext();
  const { connectors } = await getSources(ctx);
  const may = roleAtLeast(ctx.role, "admin");
  return (
    <>
      <TopBar crumbs={[{ label: "Sources", href: "/sources" }, { label: "Connect" }]} />
      <main id="main" className="mx-auto max-w-[1240px] px-6 pt-6 pb-10 max-sm:px-4">
        <h1 className="text-title">Connect a source</h1>
        <p className="mt-1 mb-6 max-w-[64ch] text-ink-2">
          Faultline reads lists and bytes. It never runs what it scans and sends nothing out.
        </p>
        {may ? (
          <ConnectScreen connectors={connectors} />
        ) : (
          <Empty
            title="Connecting needs the role Admin."
            body={`You are signed in as ${ROLE_LABEL[ctx.role]}. An admin can connect it, or change your role.`}
          />
        )}
      </main>
    </>
  );
}
