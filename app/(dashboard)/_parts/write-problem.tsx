"use client";

import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import type { WriteProblem } from "./use-write";

/** Why a change was refused; when somebody else was quicker, the way to their version. */
export function WriteProblemNote({ problem, onReload }: { problem: WriteProblem | null; onReload: () => void }) {
  const router = useRouter();
  if (problem === null) return null;
  const reload = () => {
    router.refresh();
    onReload();
  };
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2 border-mark-edge border-l-2 bg-wash px-3 py-2">
      <p className="min-w-0 flex-1">{problem.sentence}</p>
      {problem.code === "conflict" && <Button onClick={reload}>Reload</Button>}
      {problem.code === "internal" && (
        <p className="mono w-full text-code-sm text-ink-3">request {problem.requestId}</p>
      )}
    </div>
  );
}
