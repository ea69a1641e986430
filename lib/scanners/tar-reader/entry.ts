import type { ByteRange } from "../part-scan";

export type TarEntry = {
  name: string;
  /** The name, with the place of its header where another entry has the same one: what evidence calls the member. */
  label: string;
  /** One character: `0` and NUL a file, `1` a hard link, `2` a symbolic link, `5` a folder, and so on. */
  type: string;
  size: number;
  headerOffset: number;
  dataOffset: number;
  linkName: string;
  /** Behind the mark that ends the archive: most readers stop before it. */
  hidden: boolean;
  /** Two readers take different numbers of bytes for its data. */
  sizeDisputed: boolean;
};

export type TarArchive = {
  entries: TarEntry[];
  /** Headers, padding, end marks: bytes of the archive itself. */
  structure: ByteRange[];
  limited: boolean;
  /** Where reading stopped before the end, and why. */
  broken: { at: number; why: string } | undefined;
};

/** True for what has bytes of its own to scan. Readers take types they do not know for files. */
export function isFile(entry: TarEntry): boolean {
  return !"123456".includes(entry.type);
}
