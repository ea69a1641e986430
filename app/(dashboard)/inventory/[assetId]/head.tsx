import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Avatar } from "@/components/kit/avatar";
import { Hatch } from "@/components/kit/hatch";
import { Mono } from "@/components/kit/mono";
import { BandMark } from "@/components/posture/band-mark";
import { FaultLineMark } from "@/components/posture/fault-line-mark";
import { showText } from "@/lib/domain/text";
import type { AssetDetail } from "@/lib/domain/views/asset-views";
import { EXPOSURE_WORDS } from "../../_parts/exposure-words";
import { kindWords } from "../table-schema";

const ANSWER_WORD = { no: "No", unknown: "Not known", yes: "Yes" } as const;

function AnswerGlyph({ asset }: { asset: AssetDetail }) {
  if (asset.answer.state === "unknown") return <Hatch />;
  if (asset.answer.state === "yes") return <Check className="size-3.5 shrink-0 stroke-[1.5]" aria-hidden />;
  return asset.worstBand === null ? null : <BandMark band={asset.worstBand} word="none" />;
}

/** The word, then the reason; a sentence that opens with the word does not need it twice. */
function Answer({ answer }: { answer: AssetDetail["answer"] }) {
  const sentence = showText(answer.sentence);
  const said = sentence.toLowerCase().startsWith(ANSWER_WORD[answer.state].toLowerCase());
  return (
    <>
      {!said && <b className="font-medium">{ANSWER_WORD[answer.state]}.</b>} {sentence}
    </>
  );
}

function Fact({ label, wide = false, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={`min-w-0 px-5 py-3 max-sm:px-3 ${wide ? "max-sm:col-span-2" : ""}`}>
      <dt className="caps">{label}</dt>
      <dd className="mt-1 flex min-w-0 items-center gap-1.5">{children}</dd>
    </div>
  );
}

function Level({ level }: { level: number | null }) {
  if (level !== null) return <>{level} of 4</>;
  return (
    <>
      <Hatch size={12} /> <span className="text-ink-3">No source says</span>
    </>
  );
}

/** Name, key, and the facts in one row; the first one answers "can it ship?". */
export function AssetHead({ asset }: { asset: AssetDetail }) {
  return (
    <>
      <header className="flex min-w-0 items-start gap-3">
        <span className="mt-1">
          <FaultLineMark faultLine={asset.faultLine} size={20} word="name" />
        </span>
        <div className="min-w-0">
          <h1 className="break-all font-semibold text-title">{showText(asset.name)}</h1>
          <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-ink-2">
            <span>{kindWords(asset)}</span>
            <span aria-hidden className="text-ink-3">
              ·
            </span>
            <Mono text={showText(asset.key)} cut={{ head: 44, tail: 14 }} copyLabel="Copy key" />
          </p>
        </div>
      </header>
      <dl className="mt-5 grid grid-cols-2 border-hair border-y sm:auto-cols-fr sm:grid-flow-col sm:grid-cols-[minmax(0,2fr)] [&>*+*]:border-hair sm:[&>*+*]:border-l sm:[&>*:first-child]:pl-0">
        <Fact label="Can it ship?" wide>
          <AnswerGlyph asset={asset} />
          <span className="min-w-0 break-words">
            <Answer answer={asset.answer} />
          </span>
        </Fact>
        <Fact label="Reach">
          {asset.exposure === "unknown" && <Hatch size={12} />}
          {EXPOSURE_WORDS[asset.exposure]}
        </Fact>
        <Fact label="Environment">
          {asset.env === null && <Hatch size={12} />}
          <span className="truncate">{asset.env === null ? "Not known" : showText(asset.env, 40)}</span>
        </Fact>
        <Fact label="Data · business">
          <span className="inline-flex flex-wrap items-center gap-x-1.5">
            <Level level={asset.data} /> · <Level level={asset.criticality} />
          </span>
        </Fact>
        <Fact label="Owner">
          <Avatar name={asset.owner === null ? null : showText(asset.owner, 60)} />
        </Fact>
        <Fact label="Used by">
          {asset.blast === null ? (
            <>
              <Hatch size={12} /> <span className="text-ink-3">Not kept</span>
            </>
          ) : (
            `${asset.blast.toLocaleString("en")} assets`
          )}
        </Fact>
      </dl>
    </>
  );
}
