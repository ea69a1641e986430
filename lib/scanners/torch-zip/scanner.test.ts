import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { memberBytes } from "../member-bytes";
import { systemCall } from "../pickle/fixtures/assemble";
import { DEFAULT_LIMITS } from "../scan-context";
import { scanFile } from "../scan-file";
import { zip } from "../zip-reader/fixtures/zip-writer";
import { torchMembers, ZIP_CASES } from "./fixtures/cases";

describe("torch-zip scanner", () => {
  it.each(ZIP_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    const result = await scanFile(new BufferSource(c.bytes), c.file);
    const said = `${result.reasons} ${result.evidence.map((item) => `\n${item.verdict} ${item.rule} ${item.member} ${item.message}`)}`;
    expect(result.verdict, said).toBe(c.say);
    if (c.rule !== undefined) expect(result.evidence.map((item) => item.rule)).toContain(c.rule);
    if (c.import !== undefined) {
      expect(result.evidence.map((item) => `${item.import?.module} ${item.import?.name}`)).toContain(c.import);
    }
  });

  it("claims tensor storage as opaque and everything else as parsed", async () => {
    const bytes = zip({ members: torchMembers() });
    const { coverage, formats } = await scanFile(new BufferSource(bytes), "model.pt");
    expect(formats).toEqual(["torch-zip"]);
    expect(coverage).toEqual({
      bytesTotal: bytes.length,
      bytesParsed: bytes.length - 16,
      bytesOpaque: 16,
      bytesUnclaimed: 0,
    });
  });

  it("gives offsets in the file for stored members, and the member's start for compressed ones", async () => {
    for (const deflate of [false, true]) {
      const bytes = zip({ members: [{ name: "m/data.pkl", data: systemCall(), deflate }] });
      const result = await scanFile(new BufferSource(bytes), "model.pt");
      const [item] = result.evidence;
      expect(item).toMatchObject({ member: "m/data.pkl", memberOffset: 17, offset: 40 + (deflate ? 0 : 17) });
      expect(item?.compressed).toBe(deflate ? true : undefined);
      const window = await memberBytes(new BufferSource(bytes), item?.member ?? "", 2, 7, DEFAULT_LIMITS);
      expect(window.toString("latin1")).toBe("\x8c\x05posix");
    }
  });

  it("reads a member of an archive in an archive, and says when there is none", async () => {
    const bytes = zip({
      members: [{ name: "in.zip", data: zip({ members: [{ name: "a.pkl", data: systemCall() }] }) }],
    });
    expect(await memberBytes(new BufferSource(bytes), "in.zip!a.pkl", 0, 2, DEFAULT_LIMITS)).toEqual(
      Buffer.from([0x80, 4]),
    );
    await expect(memberBytes(new BufferSource(bytes), "gone", 0, 2, DEFAULT_LIMITS)).rejects.toThrow("no member gone");
  });

  it("reads little of a large archive of tensors", async () => {
    const members = torchMembers();
    const big = members.map((m) => (m.name.endsWith("/0") ? { ...m, data: Buffer.alloc(8 << 20) } : m));
    const result = await scanFile(new BufferSource(zip({ members: big })), "model.pt");
    expect(result.verdict).toBe("clean");
    expect(result.bytesRead).toBeLessThan(300_000);
  });
});
