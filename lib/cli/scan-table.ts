import type { ScanVerdict } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import type { ScannedFile, ScanSummary } from "./scan-report";

const WORD: Record<ScanVerdict, string> = {
  malicious: "MALICIOUS",
  suspicious: "SUSPICIOUS",
  error: "ERROR",
  not_scanned: "NOT SCANNED",
  clean: "clean",
};

const MAX_LINES = 6;

/** What a person reads: one line a file, the worst evidence below it, a sentence of totals. Names are shown, not obeyed. */
export function tableReport(files: readonly ScannedFile[], summary: ScanSummary): string {
  const lines = files.flatMap(fileLines);
  const unread = files.filter((file) => file.verdict === "not_scanned").length;
  lines.push(
    "",
    `${summary.files} ${summary.files === 1 ? "file" : "files"}: ${summary.malicious} malicious, ${summary.suspicious} suspicious, ` +
      `${summary.error} with errors, ${unread} not scanned, ${summary.clean} clean. ` +
      `${summary.bytesRead} bytes read in ${(summary.durationMs / 1000).toFixed(1)} s.`,
  );
  return `${lines.join("\n")}\n`;
}

function fileLines(file: ScannedFile): string[] {
  const why = file.reasons.length > 0 ? `  (${file.reasons.join(", ")})` : "";
  const formats = file.formats.length > 0 ? `  ${file.formats.join(", ")}` : "";
  const cost = file.requests === undefined ? "" : `  [${file.bytesRead} bytes in ${file.requests} requests]`;
  const out = [`${WORD[file.verdict].padEnd(11)}  ${showText(file.path)}${formats}${why}${cost}`];
  if (file.message !== undefined) out.push(`             ${showText(file.message, 400)}`);
  for (const item of file.evidence.slice(0, MAX_LINES)) {
    const where =
      item.member === undefined
        ? `byte ${item.offset}`
        : `${showText(item.member, 120)} byte ${item.memberOffset ?? item.offset}`;
    out.push(`             ${item.severity.padEnd(8)}  ${where}: ${item.message}`);
    if (item.allowed !== undefined)
      out.push(`                       allowed until ${item.allowed.expires}: ${showText(item.allowed.reason, 200)}`);
    if (item.call?.argPreview !== undefined)
      out.push(`                       called with ${showText(item.call.argPreview, 200)}`);
  }
  if (file.evidence.length > MAX_LINES)
    out.push(`             … ${file.evidence.length - MAX_LINES} more in --format json`);
  return out;
}
