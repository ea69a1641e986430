import { AnswerRow, AnswerTile } from "@/components/kit/magnitude";
import { FAULT_LINE_LABEL } from "@/lib/domain/fault-line";
import { showText } from "@/lib/domain/text";
import type { Overview } from "@/lib/domain/views/risk-views";

/** Safer, where, who, unseen: a word first, then its numbers, and the door to the list behind them. */
export async function AnswersWidget({ overview }: { overview: Promise<Overview> }) {
  const { answers } = await overview;
  const { safer, worst, who, unseen } = answers;
  return (
    <AnswerRow>
      <AnswerTile
        label="Safer than before?"
        answer={safer.posture === null ? null : safer.word}
        {...(safer.posture === null ? {} : { figure: safer.posture.toFixed(1) })}
        delta={[...new Set([safer.postureWord, safer.detail])].filter(Boolean).join(", ")}
        sentence={safer.note}
        href="/risks?isNew=true"
      />
      <AnswerTile
        label="Where is it worst?"
        answer={worst.line === null ? null : FAULT_LINE_LABEL[worst.line]}
        {...(worst.posture === null ? {} : { delta: `posture ${worst.posture.toFixed(1)}` })}
        sentence={worst.detail}
        href={worst.line === null ? "/risks" : `/risks?line=${worst.line}`}
      />
      <AnswerTile
        label="Who must act?"
        answer={who.word}
        delta={showText(who.detail, 80)}
        sentence={showText(who.note, 160)}
        href={who.href}
      />
      <AnswerTile
        label="What can’t we see?"
        answer={unseen.word}
        delta={unseen.detail}
        sentence={unseen.note}
        href="/sources"
        className="sm:pr-0"
      />
    </AnswerRow>
  );
}
