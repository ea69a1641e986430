import { digestOf } from "@/lib/domain/digest";
import { ENGINE } from "@/lib/scanners/ruleset";
import type { ScannedFile } from "./scan-report";

type Found = ScannedFile["evidence"][number];

/** CycloneDX 1.6: one component of type file for each file scanned, one vulnerability for each rule that fired on it. */
export function cycloneDxReport(files: readonly ScannedFile[]): object {
  const refs = files.map((file, index) => file.sha256 ?? `file-${index}`);
  const vulnerabilities = files.flatMap((file, index) => {
    const byRule = new Map<string, Found>();
    // One that still counts speaks for its rule before one that is allowed.
    for (const item of file.evidence)
      if (item.verdict !== "info" && (!byRule.has(item.rule) || byRule.get(item.rule)?.allowed))
        byRule.set(item.rule, item);
    return [...byRule.values()].map((item) => vulnerability(item, `${refs[index]}#${index}`));
  });
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { tools: { components: [{ type: "application", name: ENGINE.name, version: ENGINE.version }] } },
    components: files.map((file, index) => ({
      type: "file",
      "bom-ref": `${refs[index]}#${index}`,
      name: file.path,
      ...(file.sha256 !== undefined && { hashes: [{ alg: "SHA-256", content: file.sha256 }] }),
      properties: [
        { name: "faultline:verdict", value: file.verdict },
        { name: "faultline:reasons", value: file.reasons.join(" ") },
        { name: "faultline:ruleset", value: ENGINE.ruleset },
      ],
    })),
    vulnerabilities,
  };
}

function vulnerability(item: Found, ref: string): object {
  const cwes = (item.refs ?? []).flatMap((text) => /^CWE-(\d+)$/.exec(text)?.[1] ?? []).map(Number);
  return {
    "bom-ref": digestOf({ ref, rule: item.rule }),
    id: item.rule,
    source: { name: ENGINE.name },
    ratings: [{ source: { name: ENGINE.name }, severity: item.severity, method: "other" }],
    ...(cwes.length > 0 && { cwes }),
    description: item.message,
    ...(item.allowed && {
      analysis: { state: "not_affected", detail: `${item.allowed.reason} (accepted until ${item.allowed.expires})` },
    }),
    affects: [{ ref }],
  };
}
