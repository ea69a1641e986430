import { execFile } from "node:child_process";
import { promisify } from "node:util";

export type Listed = { offset: number; opcode: string };

/** Python's own words on one member of a zip file: it is read and listed, never loaded. */
const LIST_MEMBER = `
import json, pickletools, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    data = archive.read(sys.argv[2])
print(json.dumps([{"offset": at, "opcode": op.name} for op, _, at in pickletools.genops(data)]))
`;

/** Whether there is a Python to compare with. */
export async function pythonIsThere(): Promise<boolean> {
  return promisify(execFile)("python3", ["-c", "import pickletools, zipfile"]).then(
    () => true,
    () => false,
  );
}

/** Offset and opcode of each line, as an independent program lists them. */
export async function listOpcodes(zipFile: string, member: string): Promise<Listed[]> {
  const { stdout } = await promisify(execFile)("python3", ["-c", LIST_MEMBER, zipFile, member]);
  return JSON.parse(stdout) as Listed[];
}
