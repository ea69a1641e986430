import type { ScanEvidence } from "@/lib/domain/scan";
import { showText } from "@/lib/domain/text";
import { leavesFolder, linkEscapes } from "../member-name";
import type { TarArchive, TarEntry } from "../tar-reader/entry";

type Finding = Pick<ScanEvidence, "rule" | "verdict" | "severity" | "message"> & { refs?: string[] };

/** What is odd about the archive itself: entries that leave the folder, links, and where two readers see two archives. */
export function archiveAnomalies(archive: TarArchive): ScanEvidence[] {
  const out: ScanEvidence[] = [];
  const names = new Set<string>();
  const links = new Set<string>();
  for (const entry of archive.entries) {
    const found = [...entryAnomalies(entry), ...throughLink(entry, links)];
    if (names.has(entry.name) && entry.type !== "5") {
      found.push({
        rule: "tar.duplicate-name",
        verdict: "suspicious",
        severity: "medium",
        message: `A second member is called ${entry.name}: loaders disagree which one is read`,
      });
    }
    names.add(entry.name);
    if (entry.type === "2") links.add(parts(entry.name).join("/"));
    for (const finding of found)
      out.push({
        ...finding,
        certainty: "certain",
        offset: entry.headerOffset,
        member: entry.name,
        message: showText(finding.message, 400),
      });
  }
  return out;
}

function entryAnomalies(entry: TarEntry): Finding[] {
  const out: Finding[] = [];
  if (leavesFolder(entry.name)) {
    out.push({
      rule: "tar.path-traversal",
      verdict: "malicious",
      severity: "high",
      message: `${entry.name} would be written outside the folder it is extracted to`,
      refs: ["CWE-22"],
    });
  }
  if (entry.type === "1" || entry.type === "2") out.push(linkFinding(entry));
  if ("346".includes(entry.type)) {
    out.push({
      rule: "tar.device",
      verdict: "suspicious",
      severity: "medium",
      message: `${entry.name} is a device or a pipe, which no model needs`,
    });
  }
  if (entry.hidden) {
    out.push({
      rule: "tar.hidden-member",
      verdict: "suspicious",
      severity: "high",
      message: `${entry.name} stands behind the mark that ends the archive`,
    });
  }
  if (entry.sizeDisputed) {
    out.push({
      rule: "tar.size-mismatch",
      verdict: "suspicious",
      severity: "medium",
      message: `Readers disagree how many bytes belong to ${entry.name}`,
      refs: ["CVE-2025-62518"],
    });
  }
  return out;
}

function linkFinding(entry: TarEntry): Finding {
  const kind = entry.type === "1" ? "hard link" : "symbolic link";
  // A hard link's target counts from the top of the archive, a symbolic link's from where it stands.
  const escapes = entry.type === "1" ? leavesFolder(entry.linkName) : linkEscapes(entry.name, entry.linkName);
  if (!escapes)
    return {
      rule: "tar.link",
      verdict: "info",
      severity: "low",
      message: `${entry.name} is a ${kind} inside the archive`,
    };
  return {
    rule: "tar.link-escape",
    verdict: "malicious",
    severity: "high",
    message: `${entry.name} is a ${kind} to ${entry.linkName}, outside the folder it is extracted to`,
    refs: ["CWE-59"],
  };
}

/** An entry below a link of the same archive is written wherever that link points. */
function throughLink(entry: TarEntry, links: ReadonlySet<string>): Finding[] {
  if (links.size === 0) return [];
  const path = parts(entry.name);
  for (let i = 1; i < path.length; i++) {
    const above = path.slice(0, i).join("/");
    if (!links.has(above)) continue;
    return [
      {
        rule: "tar.written-through-link",
        verdict: "malicious",
        severity: "high",
        message: `${entry.name} is written through the link ${above} of the same archive`,
        refs: ["CWE-59"],
      },
    ];
  }
  return [];
}

function parts(name: string): string[] {
  return name.split("/").filter((part) => part !== "" && part !== ".");
}
