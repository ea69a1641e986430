import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { leavesFolder } from "../member-name";
import type { ZipArchive, ZipEntry } from "./entry";

type Finding = Pick<ScanEvidence, "rule" | "verdict" | "severity" | "message"> & { refs?: string[] };

/** What is odd about the archive itself: where two readers would see two different archives. */
export function archiveAnomalies(archive: ZipArchive): ScanEvidence[] {
  const out: ScanEvidence[] = [];
  const names = new Set<string>();
  const say = (entry: ZipEntry, finding: Finding) =>
    out.push({
      ...finding,
      certainty: "certain",
      offset: entry.headerOffset,
      member: entry.name,
      message: showText(finding.message, 400),
    });
  for (const entry of archive.entries) {
    if (entry.insideOf !== undefined) continue;
    if (names.has(entry.name)) {
      say(entry, {
        rule: "zip.duplicate-name",
        verdict: "suspicious",
        severity: "medium",
        message: `A second member is called ${entry.name}: loaders disagree which one is read`,
      });
    }
    names.add(entry.name);
    for (const finding of entryAnomalies(entry, archive.directories > 0)) say(entry, finding);
  }
  if (archive.directories === 0) {
    out.push({
      rule: "zip.no-directory",
      verdict: "error",
      severity: "medium",
      certainty: "certain",
      offset: 0,
      message: "The archive has no readable central directory",
    });
  }
  for (const entry of archive.overlaps.slice(0, 50)) {
    say(entry, {
      rule: "zip.overlap",
      verdict: "suspicious",
      severity: "medium",
      message: `${entry.name} shares its bytes with another member`,
    });
  }
  for (const name of archive.lost.slice(0, 50)) {
    out.push({
      rule: "zip.lost-member",
      verdict: "error",
      severity: "low",
      certainty: "certain",
      offset: 0,
      member: name,
      message: showText(`The directory lists ${name}, but no local header is where it says`, 400),
    });
  }
  return out;
}

function entryAnomalies(entry: ZipEntry, hasDirectory: boolean): Finding[] {
  const out: Finding[] = [];
  if (!entry.listed && hasDirectory) {
    out.push({
      rule: "zip.hidden-member",
      verdict: "suspicious",
      severity: "high",
      message: `${entry.name} stands in the file but in no directory`,
    });
  }
  if (entry.localName !== entry.name) {
    out.push({
      rule: "zip.name-mismatch",
      verdict: "suspicious",
      severity: "high",
      message: `The directory says ${entry.name}, the member itself says ${entry.localName}`,
      refs: ["CVE-2025-1944"],
    });
  }
  if (entry.sizeDiffers) {
    out.push({
      rule: "zip.size-mismatch",
      verdict: "suspicious",
      severity: "medium",
      message: `The directory and the member ${entry.name} give different sizes`,
    });
  }
  if (leavesFolder(entry.name) || leavesFolder(entry.localName)) {
    out.push({
      rule: "zip.path-traversal",
      verdict: "malicious",
      severity: "high",
      message: `${entry.name} would be written outside the folder it is extracted to`,
      refs: ["CWE-22"],
    });
  }
  if (entry.symlink) {
    out.push({
      rule: "zip.symlink",
      verdict: "malicious",
      severity: "high",
      message: `${entry.name} is a symbolic link`,
      refs: ["CWE-59"],
    });
  }
  return out;
}
