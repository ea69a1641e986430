"use client";

import { useQuery } from "@tanstack/react-query";
import { Hatch } from "@/components/kit/hatch";
import { BoxSkeleton } from "@/components/kit/skeletons";
import { Loading } from "@/components/kit/states";
import { cn } from "@/components/ui/cn";
import { showText } from "@/lib/domain/text";
import type { EvidenceView } from "@/lib/domain/views/asset-views";
import { evidenceQuery } from "../../_evidence/query-options";
import { PartError } from "../../_parts/part-error";

type GlanceLine = { key: number; at: string; word: string; text: string; hit: boolean };

const MAX_LINES = 5;

/** The few lines that are the finding, and what feeds them. */
function glanceLines(body: EvidenceView["body"]): GlanceLine[] {
  if (body.kind === "opcodes") {
    return body.lines
      .filter((l) => l.hit !== null)
      .slice(0, MAX_LINES)
      .map((l) => ({
        key: l.offset,
        at: `0x${l.offset.toString(16).padStart(4, "0")}`,
        word: l.opcode,
        text: l.hit === "call" && body.call ? body.call.text : l.argument,
        hit: l.hit !== "operand",
      }));
  }
  if (body.kind === "text") {
    const hits = body.hitLines.length > 0 ? body.hitLines : [body.firstLine];
    return hits.slice(0, MAX_LINES).map((n) => ({
      key: n,
      at: String(n),
      word: "",
      text: (body.lines[n - body.firstLine] ?? "").trim(),
      hit: true,
    }));
  }
  return [];
}

/** Evidence in five lines at most. */
export function EvidenceGlance({ id }: { id: string }) {
  const query = useQuery(evidenceQuery(id));
  if (query.isPending) {
    return (
      <Loading label="Reading the evidence">
        <BoxSkeleton height={80} />
      </Loading>
    );
  }
  if (query.isError) {
    return <PartError title="The evidence could not be read." error={query.error} onRetry={() => query.refetch()} />;
  }
  const { body, found, engine } = query.data;
  const lines = glanceLines(body);
  return (
    <>
      {body.kind === "gone" ? (
        <p className="flex gap-1.5 text-ink-2">
          <Hatch size={12} className="mt-1" /> {showText(body.sentence)}
        </p>
      ) : lines.length === 0 ? (
        <p className="mono break-all">{showText(found)}</p>
      ) : (
        <ol className="mono overflow-hidden rounded-md border border-rule py-1 text-code-sm">
          {lines.map((l) => (
            <li
              key={l.key}
              className={cn(
                "flex h-[22px] items-center gap-2 whitespace-nowrap px-2.5",
                l.hit && "bg-critical-tint font-medium shadow-[inset_3px_0_0_var(--critical)]",
              )}
            >
              <span className="shrink-0 text-ink-2">{l.at}</span>
              {l.word !== "" && <span className="w-20 shrink-0 truncate">{l.word}</span>}
              <span className="truncate" title={showText(l.text)}>
                {showText(l.text)}
              </span>
            </li>
          ))}
        </ol>
      )}
      <p className="mt-1.5 text-ink-3 text-meta">
        {showText(engine.name, 60)} {showText(engine.version, 30)}: {showText(found, 160)}
      </p>
    </>
  );
}
