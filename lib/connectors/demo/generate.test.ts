import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv, type AnySchema } from "ajv";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sha256Hex } from "@/lib/domain/digest";
import { estateRoot } from "./estate-root";
import { estateFiles, writeEstate } from "./generate";

const MAX_ESTATE_BYTES = 1_500_000;

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name).slice(folder.length + 1))
    .sort();
}

let scratch = "";
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "demo-estate-"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("the committed estate", () => {
  it("is what the generator writes, byte for byte, and nothing else", () => {
    const target = join(scratch, "estate");
    writeEstate(target);
    const written = filesUnder(target);
    expect(filesUnder(estateRoot())).toEqual(written);
    const differing = written.filter((f) => !readFileSync(join(target, f)).equals(readFileSync(join(estateRoot(), f))));
    expect(differing).toEqual([]);
  });

  it("stays small", () => {
    const sizes = filesUnder(estateRoot()).map((f) => statSync(join(estateRoot(), f)).size);
    expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThan(MAX_ESTATE_BYTES);
  });
});

const Manifest = z.object({
  files: z.array(z.object({ path: z.string(), sha256: z.string(), sizeBytes: z.number() })),
  badFile: z.object({
    sha256: z.string(),
    places: z.array(z.string()),
    member: z.string(),
    argument: z.string(),
    memberDataOffset: z.number(),
    globalInMember: z.number(),
    reduceInMember: z.number(),
    globalInFile: z.number(),
    reduceInFile: z.number(),
  }),
});

function manifestOf(files: ReadonlyMap<string, Buffer>): z.infer<typeof Manifest> {
  return Manifest.parse(JSON.parse(files.get("manifest.json")?.toString("utf8") ?? "null"));
}

describe("the manifest", () => {
  const files = estateFiles();
  const manifest = manifestOf(files);

  it("names every other file with its digest and size", () => {
    const stated = manifest.files.map((f) => [f.path, f.sha256, f.sizeBytes]);
    const made = [...files].filter(([path]) => path !== "manifest.json");
    expect(stated).toEqual(made.map(([path, bytes]) => [path, sha256Hex(bytes), bytes.length]).sort());
  });

  it("states the bad file's places and the bytes of its opcodes", () => {
    const { badFile } = manifest;
    const holders = [...files].filter(([, bytes]) => sha256Hex(bytes) === badFile.sha256).map(([path]) => path);
    expect(badFile.places).toEqual(holders.sort());
    expect(holders.map((p) => p.split("/")[0])).toEqual(["run-1", "run-2", "run-2"]);
    const bytes = files.get(holders[0] ?? "") ?? Buffer.alloc(0);
    expect(bytes.subarray(badFile.globalInFile, badFile.globalInFile + 14).toString("latin1")).toBe("cposix\nsystem\n");
    expect(String.fromCharCode(bytes[badFile.reduceInFile] ?? 0)).toBe("R");
    expect(badFile.globalInFile - badFile.globalInMember).toBe(badFile.memberDataOffset);
    expect(badFile.argument).toBe(": faultline demo, does nothing");
  });

  it("agrees with Python's own pickletools about the offsets", (context) => {
    const path = join(scratch, "bad.bin");
    writeFileSync(path, files.get(manifest.badFile.places[0] ?? "") ?? "");
    const script = [
      "import json, pickletools, sys, zipfile",
      "data = zipfile.ZipFile(sys.argv[1]).read(sys.argv[2])",
      "ops = [(op.name, arg, pos) for op, arg, pos in pickletools.genops(data)]",
      "print(json.dumps([next(o for o in ops if o[0] == name) for name in ('GLOBAL', 'REDUCE')]))",
    ].join("\n");
    let said: string;
    try {
      said = execFileSync("python3", ["-c", script, path, manifest.badFile.member], { encoding: "utf8" });
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return context.skip("no python3 here");
      throw error;
    }
    expect(JSON.parse(said)).toEqual([
      ["GLOBAL", "posix system", manifest.badFile.globalInMember],
      ["REDUCE", null, manifest.badFile.reduceInMember],
    ]);
  });
});

const SCHEMAS = join(process.cwd(), "..", "shared", "corpora", "schemas", "cyclonedx");

function schemaValidator(): (document: unknown, specVersion: string) => unknown {
  const read = (name: string): AnySchema => JSON.parse(readFileSync(join(SCHEMAS, name), "utf8"));
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  for (const format of ["iri-reference", "idn-email"]) ajv.addFormat(format, true);
  for (const name of ["jsf-0.82", "cryptography-defs"]) ajv.addSchema(read(`${name}.schema.json`));
  // The list of licence ids is not among the schemas here: any text passes in its place.
  ajv.addSchema({ $id: "http://cyclonedx.org/schema/spdx.schema.json", type: "string" });
  return (document, specVersion) => {
    const id = `http://cyclonedx.org/schema/bom-${specVersion}.schema.json`;
    const validate = ajv.getSchema(id) ?? ajv.compile(read(`bom-${specVersion}.schema.json`));
    return validate(document) ? [] : validate.errors;
  };
}

describe.skipIf(!existsSync(SCHEMAS))("every CycloneDX document", () => {
  let errorsOf: ReturnType<typeof schemaValidator>;
  beforeAll(() => {
    errorsOf = schemaValidator();
  });
  const documents = filesUnder(estateRoot()).filter((f) => f.endsWith(".cdx.json"));

  it.each(documents)("%s is valid by the official schema of its version", (path) => {
    const document: unknown = JSON.parse(readFileSync(join(estateRoot(), path), "utf8"));
    const { specVersion } = z.object({ specVersion: z.string() }).parse(document);
    expect(errorsOf(document, specVersion)).toEqual([]);
  });

  it("would be refused with a wrong word in it", () => {
    const path = documents[0] ?? "";
    const document = { ...JSON.parse(readFileSync(join(estateRoot(), path), "utf8")), bomFormat: "Other" };
    expect(errorsOf(document, document.specVersion)).not.toEqual([]);
  });
});
