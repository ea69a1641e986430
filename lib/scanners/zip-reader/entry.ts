import type { ByteRange } from "../part-scan";

export type ZipEntry = {
  name: string;
  /** The name, with the place of its header where another member has the same one: what evidence calls the member. */
  label: string;
  localName: string;
  flags: number;
  method: number;
  crc: number;
  packedBytes: number;
  size: number;
  headerOffset: number;
  dataOffset: number;
  /** False for an entry that only a local header names. */
  listed: boolean;
  symlink: boolean;
  /** The local header gives another size than the directory. */
  sizeDiffers: boolean;
  /** Which directory lists it, counted from the end of the file; -1 for none. */
  directory: number;
  /** The member of the outermost archive whose plain bytes hold this entry: that of an archive inside the archive. */
  insideOf?: ZipEntry;
};

export type ZipArchive = {
  entries: ZipEntry[];
  /** Headers, directories and descriptors: bytes of the archive itself. */
  structure: ByteRange[];
  directories: number;
  /** Where end records stand. */
  ends: number[];
  /** Comments behind end records, where they are not empty. */
  comments: ByteRange[];
  /** Directory rows whose local header is not there. */
  lost: string[];
  limited: boolean;
  /** Members that use the same bytes: one packed body counted as many, as bombs do. */
  overlaps: ZipEntry[];
};
