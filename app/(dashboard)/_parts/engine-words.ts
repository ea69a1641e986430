import { showText } from "@/lib/domain/text";
import type { FileRow } from "@/lib/domain/views/asset-views";

type Word = FileRow["engines"][number];

const said = (word: Word): string => `${showText(word.engine, 40)} ${word.verdict.replaceAll("_", " ")}`;

/** What other engines say beside our verdict, in a few words: disagreement first, since it wants a person. Null where none spoke. */
export function engineWords(
  engines: readonly Word[],
): { short: string; long: string; evidenceId: string | null } | null {
  const [first] = engines;
  if (first === undefined) return null;
  const against = engines.filter((word) => word.agrees === false);
  const withUs = engines.filter((word) => word.agrees === true);
  const long = engines
    .map(
      (word) =>
        `${said(word)}${word.version ? ` (${showText(word.version, 20)})` : ""}, ${word.sameBytes ? "same bytes" : "matched by name"}`,
    )
    .join("; ");
  const [contrary] = against;
  if (contrary) return { short: `${said(contrary)}: disagrees`, long, evidenceId: contrary.evidenceId };
  const [backer] = withUs;
  if (backer) {
    const more = withUs.length > 1 ? ` and ${withUs.length - 1} more agree` : " agrees";
    return { short: `${showText(backer.engine, 40)}${more}`, long, evidenceId: backer.evidenceId };
  }
  return { short: said(first), long, evidenceId: first.evidenceId };
}
