"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import { Fragment, type ReactNode, useState } from "react";
import { CopyButton } from "@/components/kit/copy-button";
import { Hatch } from "@/components/kit/hatch";
import { Mono } from "@/components/kit/mono";
import { Button } from "@/components/ui/button";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import type { OpcodeLine } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { type HexMark, hexOffset, windowHolds } from "./hex-rows";
import { HexWindow } from "./hex-window";
import { OpcodeListing } from "./opcode-listing";
import { StackPanel } from "./stack-panel";
import { TextEvidence, type TextLine } from "./text-evidence";

/** All offsets count bytes inside the pickle member, the scale of OpcodeLine.offset. */
type OpcodeEvidence = {
  kind: "opcodes";
  lines: readonly OpcodeLine[];
  /** Offsets of the lines that are the finding. */
  hits: readonly number[];
  /** Offsets of lines that feed a hit: the string that is passed. */
  operands?: readonly number[];
  /** What is called at an offset, as text: `posix.system('…')`. */
  calls?: readonly { offset: number; text: string }[];
  /** The stored bytes: `hex` has two digits a byte from byte `start`; null when they were not kept. */
  hex: { start: number; hex: string; marks: readonly HexMark[] } | null;
};

type TextEvidenceView = {
  kind: "text";
  pointer: string | null;
  lines: readonly TextLine[];
  marked: readonly number[];
};

/** Bytes without a listing: a header, an archive entry, a tail nobody claims. Same scale as the opcodes. */
type HexEvidence = { kind: "hex"; hex: { start: number; hex: string; marks: readonly HexMark[] } };

/** The bytes can no longer be shown; the sentence says why and since when. */
type GoneEvidence = { kind: "gone"; sentence: string };

export type EvidenceViewerProps = {
  /** File, members from the outside in. The chosen offset or the pointer is added. */
  crumb: readonly string[];
  view: OpcodeEvidence | TextEvidenceView | HexEvidence | GoneEvidence;
  /** "Read 212 KB of 438 MB in 5 range requests". */
  foot: string;
  /** sha256 in hex of the file that was read; null when it could not be computed. */
  digest: string | null;
  /** Controlled choice, for the URL; without it the viewer keeps its own, starting at the first hit. */
  chosen?: number | null;
  onChosenChange?: (offset: number) => void;
  /** Further lenses beside the listing: members, record, engines. */
  lenses?: readonly { id: string; label: string; count?: number; content: ReactNode }[];
  /** What "Copy as Markdown" puts on the clipboard. */
  markdown?: string;
};

function Crumb({ parts, last }: { parts: readonly string[]; last: string | null }) {
  return (
    <p className="mono flex min-w-0 items-center gap-1.5 overflow-hidden whitespace-nowrap text-ink-2">
      {parts.map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: members of one name may lie in each other
        <Fragment key={i}>
          {i > 0 && <span className="text-ink-3">›</span>}
          <span className="truncate" title={showText(part)}>
            {showText(part)}
          </span>
        </Fragment>
      ))}
      {last !== null && (
        <>
          <span className="text-ink-3">›</span>
          <b className="font-medium text-ink">{showText(last)}</b>
        </>
      )}
    </p>
  );
}

function HitStepper({
  hits,
  chosen,
  onChoose,
}: {
  hits: readonly number[];
  chosen: number | null;
  onChoose: (o: number) => void;
}) {
  const at = chosen === null ? -1 : hits.indexOf(chosen);
  const step = (by: 1 | -1) => {
    const next =
      at >= 0
        ? hits[(at + by + hits.length) % hits.length]
        : by > 0
          ? hits.find((h) => h > (chosen ?? -1))
          : hits.findLast((h) => h < (chosen ?? 0));
    onChoose(next ?? hits[0] ?? 0);
  };
  return (
    <span className="ml-auto flex shrink-0 items-center gap-1">
      <Button variant="quiet" size="icon-sm" aria-label="Previous hit" onClick={() => step(-1)}>
        <ChevronUp aria-hidden />
      </Button>
      <span className="whitespace-nowrap text-ink-3 text-meta">
        {at >= 0 ? `${at + 1} of ${hits.length}` : `${hits.length} hits`}
      </span>
      <Button variant="quiet" size="icon-sm" aria-label="Next hit" onClick={() => step(1)}>
        <ChevronDown aria-hidden />
      </Button>
    </span>
  );
}

function Opcodes({
  view,
  chosen,
  onChoose,
}: {
  view: OpcodeEvidence;
  chosen: number | null;
  onChoose: (o: number) => void;
}) {
  const line = view.lines.find((l) => l.offset === chosen) ?? null;
  const mark = line ? { offset: line.offset, length: line.length } : null;
  const call = view.calls?.find((c) => c.offset === chosen)?.text ?? null;
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)] md:grid-cols-[minmax(0,1fr)_176px]">
        <OpcodeListing
          lines={view.lines}
          hits={new Set(view.hits)}
          operands={new Set(view.operands ?? [])}
          chosen={chosen}
          onChoose={onChoose}
        />
        <div className="border-hair px-3 py-2.5 max-md:border-t md:border-l">
          <StackPanel line={line} call={call} />
        </div>
      </div>
      <div className="border-hair border-t">
        {view.hex === null ? (
          <p className="flex items-center gap-1.5 px-3 py-2 text-ink-3 text-meta">
            <Hatch size={12} /> The bytes around this hit were not kept.
          </p>
        ) : (
          <>
            <HexWindow {...view.hex} chosen={mark} />
            {mark && !windowHolds(view.hex.start, view.hex.hex, mark) && (
              <p className="px-3 pb-2 text-ink-3 text-meta">
                {hexOffset(mark.offset)} lies outside the {view.hex.hex.length / 2} bytes that were kept.
              </p>
            )}
          </>
        )}
      </div>
    </>
  );
}

function Body({
  view,
  chosen,
  onChoose,
}: {
  view: EvidenceViewerProps["view"];
  chosen: number | null;
  onChoose: (o: number) => void;
}) {
  if (view.kind === "opcodes") return <Opcodes view={view} chosen={chosen} onChoose={onChoose} />;
  if (view.kind === "text") return <TextEvidence lines={view.lines} marked={new Set(view.marked)} />;
  if (view.kind === "hex") return <HexWindow {...view.hex} chosen={null} />;
  return (
    <div className="hatch grid min-h-32 place-items-center p-4">
      <p className="rounded-chip border border-hair bg-page px-3 py-2">{view.sentence}</p>
    </div>
  );
}

const FIRST_LENS: Record<EvidenceViewerProps["view"]["kind"], string> = {
  opcodes: "Opcodes",
  text: "Document",
  hex: "Bytes",
  gone: "Evidence",
};

/** The last step of the crumb: the chosen byte, the pointer, or the first marked byte. */
function placeOf(view: EvidenceViewerProps["view"], chosen: number | null): string | null {
  if (view.kind === "text") return view.pointer;
  const at =
    view.kind === "opcodes" ? chosen : view.kind === "hex" ? (view.hex.marks[0]?.offset ?? view.hex.start) : null;
  return at === null ? null : hexOffset(at);
}

/** What was found at one exact place. Listing, stack, call and bytes move together; nothing shown here is active. */
export function EvidenceViewer(props: EvidenceViewerProps) {
  const { crumb, view, foot, digest, onChosenChange, lenses = [], markdown } = props;
  const [own, setOwn] = useState<number | null>(view.kind === "opcodes" ? (view.hits[0] ?? null) : null);
  const chosen = props.chosen === undefined ? own : props.chosen;
  const choose = (offset: number) => {
    setOwn(offset);
    onChosenChange?.(offset);
  };
  const place = placeOf(view, chosen);
  const body = <Body view={view} chosen={chosen} onChoose={choose} />;
  return (
    <section
      aria-label={`Evidence in ${showText(crumb.at(-1) ?? "the file", 80)}`}
      className="overflow-hidden rounded-md border border-rule bg-page"
    >
      <div className="flex min-h-9 items-center gap-2 border-hair border-b bg-margin px-3">
        <Crumb parts={crumb} last={place} />
        {view.kind === "opcodes" && view.hits.length > 0 && (
          <HitStepper hits={view.hits} chosen={chosen} onChoose={choose} />
        )}
      </div>
      {lenses.length === 0 && markdown === undefined ? (
        body
      ) : (
        <Tabs defaultValue="found">
          <div className="flex items-center gap-2 border-hair border-b px-3">
            <TabsList className="min-w-0 flex-1 gap-4 border-b-0">
              <TabsTrigger value="found">{FIRST_LENS[view.kind]}</TabsTrigger>
              {lenses.map((lens) => (
                <TabsTrigger key={lens.id} value={lens.id}>
                  {lens.label}
                  {lens.count !== undefined && <span className="font-normal text-ink-3 text-meta">{lens.count}</span>}
                </TabsTrigger>
              ))}
            </TabsList>
            {markdown !== undefined && <CopyButton text={markdown} label="Copy as Markdown" />}
          </div>
          <TabsContent value="found">{body}</TabsContent>
          {lenses.map((lens) => (
            <TabsContent key={lens.id} value={lens.id} className="px-3 py-2">
              {lens.content}
            </TabsContent>
          ))}
        </Tabs>
      )}
      <div className="flex min-h-9 flex-wrap items-center gap-x-4 border-hair border-t bg-margin px-3 py-1 text-ink-3 text-meta">
        <span>{foot}</span>
        <span className="ml-auto">
          {digest === null ? (
            <span className="inline-flex items-center gap-1.5">
              <Hatch size={12} /> no digest
            </span>
          ) : (
            <Mono small text={`sha256:${digest}`} cut={{ head: 17, tail: 6 }} copyLabel="Copy digest" />
          )}
        </span>
      </div>
    </section>
  );
}
