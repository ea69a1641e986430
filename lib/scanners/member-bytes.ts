import { type RangeSource, readUpTo } from "@/lib/bytes/range-source";
import { FaultlineError } from "@/lib/domain/errors";
import { SCANNERS } from "./registry";
import { budgetOf, type ScanContext, type ScanLimits } from "./scan-context";
import { HEAD_BYTES } from "./scan-file";

/** The member of each source that was opened last: a viewer asks for window after window of one member. */
const LAST = new WeakMap<RangeSource, { label: string; limits: ScanLimits; source: RangeSource }>();

/**
 * A window of a member's bytes, unpacked where it is packed: what a viewer keeps around an evidence. `member` is the
 * evidence's `member` (containers from the outside in, joined by `!`). Cut at the member's end. Throws `not_found`.
 */
export async function memberBytes(
  source: RangeSource,
  member: string,
  from: number,
  length: number,
  limits: ScanLimits,
): Promise<Buffer> {
  const budget = budgetOf(limits);
  let at: { source: RangeSource; rest: string | undefined } = { source, rest: member };
  for (let depth = 0; at.rest !== undefined; depth++) {
    const found = depth > limits.maxDepth ? undefined : await open(at.source, at.rest, limits, budget, depth);
    if (found === undefined) {
      throw new FaultlineError("not_found", `The file has no member ${member.slice(0, 200)} that can be read`, member);
    }
    at = found;
  }
  const start = Math.max(0, Math.min(from, at.source.size));
  return at.source.read(start, Math.min(length, at.source.size - start));
}

async function open(
  source: RangeSource,
  path: string,
  limits: ScanLimits,
  budget: ScanContext["budget"],
  depth: number,
) {
  const last = LAST.get(source);
  if (last !== undefined && last.limits === limits && (path === last.label || path.startsWith(`${last.label}!`))) {
    return { source: last.source, rest: path === last.label ? undefined : path.slice(last.label.length + 1) };
  }
  const head = await readUpTo(source, 0, HEAD_BYTES);
  const scanPart = () => Promise.reject(new Error("a member is opened, not scanned"));
  const context: ScanContext = { source, name: "", head, limits, budget, depth, scanPart };
  for (const scanner of Object.values(SCANNERS)) {
    if (scanner.findMember === undefined || !(await scanner.matches(context))) continue;
    const found = await scanner.findMember(context, path);
    if (found === undefined) continue;
    const label = found.rest === undefined ? path : path.slice(0, path.length - found.rest.length - 1);
    LAST.set(source, { label, limits, source: found.source });
    return found;
  }
  return undefined;
}
