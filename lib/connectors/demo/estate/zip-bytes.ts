import { crc32 } from "node:zlib";

type ZipMember = { name: string; bytes: Uint8Array };
/** A stored (never compressed) zip and where each member's bytes start in it. */
export type StoredZip = { bytes: Buffer; dataOffset: Map<string, number> };

// 1980-01-01 00:00, the first moment a zip can say: the files must not depend on a clock.
const DOS_TIME = 0;
const DOS_DATE = 0x0021;

function fixedFields(member: ZipMember): Buffer {
  const out = Buffer.alloc(22);
  out.writeUInt16LE(0, 0); // flags
  out.writeUInt16LE(0, 2); // method: stored
  out.writeUInt16LE(DOS_TIME, 4);
  out.writeUInt16LE(DOS_DATE, 6);
  out.writeUInt32LE(crc32(member.bytes), 8);
  out.writeUInt32LE(member.bytes.length, 12);
  out.writeUInt32LE(member.bytes.length, 16);
  out.writeUInt16LE(Buffer.byteLength(member.name), 20);
  return out;
}

/** Writes a zip whose members are stored as they are, in the order given (PKWARE APPNOTE 4.3). */
export function storedZip(members: readonly ZipMember[]): StoredZip {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  const dataOffset = new Map<string, number>();
  let at = 0;
  for (const member of members) {
    const name = Buffer.from(member.name);
    const fields = fixedFields(member);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.from([20, 0]), fields, Buffer.from([0, 0]), name]);
    dataOffset.set(member.name, at + local.length);
    const tail = Buffer.alloc(14); // comment, disk, attributes: all zero
    tail.writeUInt32LE(at, 10);
    central.push(
      Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 0, 20, 0]), fields, Buffer.from([0, 0]), tail, name]),
    );
    parts.push(local, Buffer.from(member.bytes));
    at += local.length + member.bytes.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return { bytes: Buffer.concat([...parts, directory, end]), dataOffset };
}
