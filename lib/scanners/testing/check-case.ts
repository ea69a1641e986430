import { expect } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { canonicalJson } from "@/lib/domain/json";
import { ScanResult } from "@/lib/domain/scan";
import { memberBytes } from "../member-bytes";
import type { Case } from "../pickle/fixtures/hostile";
import { DEFAULT_LIMITS } from "../scan-context";
import { scanFile } from "../scan-file";

/** Scans a made file and holds the result against what the case says; claims must add up and evidence must be findable. */
export async function checkCase(c: Case): Promise<ScanResult> {
  const source = new BufferSource(c.bytes);
  const result = await scanFile(source, c.file);
  const said = result.evidence.map(
    (item) => `${item.verdict} ${item.rule} ${item.member} ${item.import?.module} ${item.import?.name} ${item.message}`,
  );
  expect(result.verdict, `${result.formats} | ${result.reasons}\n${said.join("\n")}`).toBe(c.say);
  if (c.rule !== undefined) expect(result.evidence.map((item) => item.rule)).toContain(c.rule);
  if (c.import !== undefined) {
    expect(result.evidence.map((item) => `${item.import?.module} ${item.import?.name}`)).toContain(c.import);
  }
  const { bytesParsed, bytesOpaque, bytesUnclaimed, bytesTotal } = result.coverage;
  expect(bytesParsed + bytesOpaque + bytesUnclaimed).toBe(bytesTotal);
  if (c.say === "clean") expect(bytesUnclaimed).toBe(0);
  for (const item of result.evidence) expect(item.offset).toBeLessThanOrEqual(c.bytes.length);
  ScanResult.parse(result);
  expect(canonicalJson(await scanFile(new BufferSource(c.bytes), c.file))).toBe(canonicalJson(result));
  for (const item of result.evidence
    .filter((e) => e.member !== undefined && /^pickle\.(import|unknown)/.test(e.rule))
    .slice(0, 3)) {
    const at = item.memberOffset ?? item.offset;
    const bytes = await memberBytes(source, item.member ?? "", at, 1, DEFAULT_LIMITS);
    expect(["c", "i", "\x93"], `${item.member} at ${at}`).toContain(bytes.toString("latin1"));
  }
  return result;
}
