import { isRemoteTarget } from "@/lib/bytes/remote/target";
import { digestOf } from "@/lib/domain/digest";
import { showText } from "@/lib/domain/text";
import { ENGINE } from "@/lib/scanners/ruleset";
import { isUnscannedModel, type ScannedFile } from "./scan-report";

const LEVEL = { malicious: "error", suspicious: "warning", error: "warning", info: "note" } as const;
type Found = ScannedFile["evidence"][number];

/**
 * SARIF 2.1.0: one run, byte regions, fingerprints that do not move with wording or with other findings. Files that could not be
 * judged are notifications of the tool, so that a reader of results alone does not take them for clean.
 */
export function sarifReport(files: readonly ScannedFile[]): object {
  const rules = [...new Set(files.flatMap((file) => file.evidence.map((item) => item.rule)))].sort();
  const unjudged = files.flatMap((file, index) => notification(file, index));
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
        invocations: [
          {
            executionSuccessful: !files.some((file) => file.verdict === "error"),
            ...(unjudged.length > 0 && { toolExecutionNotifications: unjudged }),
          },
        ],
        artifacts: files.map((file) => ({
          location: { uri: uriOf(file) },
          length: file.sizeBytes,
          ...(file.sha256 !== undefined && { hashes: { "sha-256": file.sha256 } }),
          properties: { verdict: file.verdict, reasons: file.reasons, coverage: file.coverage },
        })),
        results: files.flatMap((file, index) => file.evidence.map((item) => result(file, index, item, rules))),
        columnKind: "utf16CodeUnits",
      },
    ],
  };
}

function result(file: ScannedFile, index: number, item: Found, rules: readonly string[]): object {
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
          artifactLocation: { uri: uriOf(file), index },
          region: { byteOffset: item.offset, byteLength: item.length ?? 0 },
        },
        ...(item.member !== undefined && { logicalLocations: [{ fullyQualifiedName: item.member, kind: "member" }] }),
      },
    ],
    partialFingerprints: { "faultline/v1": fingerprint },
    ...(item.allowed && {
      suppressions: [
        {
          kind: "external",
          status: "accepted",
          justification: `${item.allowed.reason} (until ${item.allowed.expires})`,
        },
      ],
    }),
    properties: { verdict: item.verdict, severity: item.severity, certainty: item.certainty },
  };
}

function notification(file: ScannedFile, index: number): object[] {
  if (file.verdict !== "error" && !isUnscannedModel(file)) return [];
  const said = file.message ?? `${showText(file.path, 200)} was not judged: ${file.reasons.join(", ")}.`;
  return [
    {
      descriptor: { id: file.reasons[0] ?? file.verdict },
      level: file.verdict === "error" ? "error" : "warning",
      message: { text: said },
      locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file), index } } }],
    },
  ];
}

/** A remote file's whole address; a local one's place inside its target. */
function uriOf(file: ScannedFile): string {
  const path = file.path.split("/").map(encodePart).join("/");
  if (!isRemoteTarget(file.target)) return path;
  const target = encodeURI(file.target.toWellFormed());
  const whole = file.path === file.target || /^https?:/i.test(file.target) || target.endsWith(`/${path}`);
  return whole ? target : `${target.replace(/\/+$/, "")}/${path}`;
}

/** Lone surrogates have no percent form; a name with one still needs an address. */
function encodePart(part: string): string {
  return encodeURIComponent(part.toWellFormed());
}
