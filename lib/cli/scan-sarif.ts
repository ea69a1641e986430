import { digestOf } from "@/lib/domain/digest";
import type { ScanEvidence } from "@/lib/domain/scan";
import { ENGINE } from "@/lib/scanners/ruleset";
import type { ScannedFile } from "./scan-report";

const LEVEL = { malicious: "error", suspicious: "warning", error: "warning", info: "note" } as const;

/** SARIF 2.1.0: one run, byte regions, fingerprints that do not move with wording or with other findings. */
export function sarifReport(files: readonly ScannedFile[]): object {
  const rules = [...new Set(files.flatMap((file) => file.evidence.map((item) => item.rule)))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: ENGINE.name,
            version: ENGINE.version,
            rules: rules.map((id) => ({ id })),
            properties: { ruleset: ENGINE.ruleset },
          },
        },
        artifacts: files.map((file) => ({
          location: { uri: uriOf(file.path) },
          length: file.sizeBytes,
          ...(file.sha256 !== undefined && { hashes: { "sha-256": file.sha256 } }),
          properties: { verdict: file.verdict, reasons: file.reasons, coverage: file.coverage },
        })),
        results: files.flatMap((file, index) => file.evidence.map((item) => result(file, index, item, rules))),
      },
    ],
  };
}

function result(file: ScannedFile, index: number, item: ScanEvidence, rules: readonly string[]): object {
  const fingerprint = digestOf({
    rule: item.rule,
    member: item.member,
    import: item.import,
    path: file.path,
    pointer: item.pointer,
  });
  return {
    ruleId: item.rule,
    ruleIndex: rules.indexOf(item.rule),
    level: LEVEL[item.verdict],
    message: { text: item.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file.path), index },
          region: { byteOffset: item.offset, byteLength: item.length ?? 0 },
        },
        ...(item.member !== undefined && { logicalLocations: [{ fullyQualifiedName: item.member, kind: "member" }] }),
      },
    ],
    partialFingerprints: { "faultline/v1": fingerprint },
    properties: { verdict: item.verdict, severity: item.severity, certainty: item.certainty },
  };
}

function uriOf(path: string): string {
  return path.split("/").map(encodePart).join("/");
}

/** Lone surrogates have no percent form; a name with one still needs an address. */
function encodePart(part: string): string {
  return encodeURIComponent(part.toWellFormed());
}
