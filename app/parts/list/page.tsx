import { TopBar } from "@/components/kit/top-bar";
import { ListSample } from "../samples";
import { PartsShell } from "../shell";
export default async function Page({ searchParams }: { searchParams: Promise<{ n?: string }> }) {
  const n = Number((await searchParams).n ?? 20);
  return (
    <PartsShell>
      <TopBar crumbs={[{ label: "Risks" }]} note="sample rows" />
      <main id="main">
        <h1 className="sr-only">Risks</h1>
        <ListSample count={n} />
      </main>
    </PartsShell>
  );
}
