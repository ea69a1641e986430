import { HIGHEST_PROTOCOL, OPCODES } from "./pickle/opcodes";

/** Protocol 2 and up say so in their first bytes. */
export function startsLikePickle(head: Buffer): boolean {
  return head[0] === 0x80 && (head[1] ?? 0xff) <= HIGHEST_PROTOCOL && OPCODES[head[2] ?? 0] !== undefined;
}
