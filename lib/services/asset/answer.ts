import { showText } from "@/lib/domain/text";
import type { AssetDetail, FileRow } from "@/lib/domain/views/asset-views";

/** One sentence for "can it ship?": what forbids it, what is not known, or that nothing stands against it. */
export function answerOf(
  name: string,
  closed: boolean,
  files: readonly FileRow[],
  risks: AssetDetail["risks"],
): AssetDetail["answer"] {
  if (closed)
    return { state: "unknown", sentence: "No source shows it any more; what is said here is what the last run knew." };
  const bad = files.filter((f) => f.verdict === "malicious");
  if (bad.length > 0)
    return {
      state: "no",
      sentence: `${bad.length === 1 ? `${showText(bad[0]?.path ?? "One file", 60)} runs` : `${bad.length} files run`} hidden code when loaded.`,
    };
  const worst = risks[0];
  if (worst && (worst.band === "Critical" || worst.band === "High"))
    return { state: "no", sentence: `${worst.title}.` };
  const unread = files.filter(
    (f) =>
      f.verdict === null ||
      f.verdict === "error" ||
      (f.verdict === "not_scanned" && !f.reasons.includes("not_a_model")),
  );
  if (unread.length > 0)
    return {
      state: "unknown",
      sentence: `${unread.length} of ${files.length} ${files.length === 1 ? "file was" : "files were"} never fully inspected.`,
    };
  if (risks.length > 0)
    return {
      state: "yes",
      sentence: `Nothing urgent stands against ${showText(name, 60)}; ${risks.length} milder ${risks.length === 1 ? "risk is" : "risks are"} open.`,
    };
  return {
    state: "yes",
    sentence: "No open risk. Every rule that applies to it passed or lacked a fact; see Summary.",
  };
}
