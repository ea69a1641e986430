import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scoreCommand } from "./score";

class Sink extends Writable {
  text = "";
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString("utf8");
    done();
  }
}

async function run(file: string, stdin: string | Buffer = "") {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const code = await scoreCommand({ file }, { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr });
  return { code, out: stdout.text, err: stderr.text };
}

const DOCUMENT = JSON.stringify({ posture: [{ id: "one critical", groups: [[80, 0]] }] });

describe("faultline score", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "faultline-score-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("reads standard input and prints JSON alone", async () => {
    const { code, out, err } = await run("-", DOCUMENT);
    expect([code, err]).toEqual([0, ""]);
    expect(JSON.parse(out).posture[0]).toMatchObject({ id: "one critical", posture: 87.7 });
  });

  it("reads a file, with or without a byte order mark", async () => {
    const file = join(folder, "in put.json");
    await writeFile(file, `\ufeff${DOCUMENT}`);
    const { code, out } = await run(file);
    expect(code).toBe(0);
    expect(out).toBe((await run("-", DOCUMENT)).out);
  });

  it("joins characters that arrive in pieces", async () => {
    const bytes = Buffer.from(JSON.stringify({ posture: [{ id: "é", groups: [] }] }));
    const cut = bytes.indexOf(0xc3) + 1;
    const stdout = new Sink();
    const stdin = Readable.from([bytes.subarray(0, cut), bytes.subarray(cut)]);
    expect(await scoreCommand({ file: "-" }, { stdin, stdout, stderr: new Sink() })).toBe(0);
    expect(JSON.parse(stdout.text).posture[0].id).toBe("é");
  });

  it.each<[string, string | Buffer, string]>([
    ["a wrong number", JSON.stringify({ posture: [{ id: "p", groups: [[101, 0]] }] }), "/posture/0/groups/0/0"],
    ["broken JSON", '{"posture": [', "not JSON"],
    ["nothing", "", "not JSON"],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x00]), "not UTF-8"],
  ])("answers %s with code 4 and one sentence", async (_, input, words) => {
    const { code, out, err } = await run("-", input);
    expect([code, out]).toEqual([4, ""]);
    expect(err).toContain(words);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  it("answers a file that is not there, or is a folder, with code 4", async () => {
    expect(await run(join(folder, "gone.json"))).toMatchObject({
      code: 4,
      out: "",
      err: expect.stringContaining("ENOENT"),
    });
    expect(await run(folder)).toMatchObject({ code: 4, out: "", err: expect.stringContaining("EISDIR") });
  });
});
