import { FaultlineError } from "@/lib/domain/errors";
import type { CollectContext, Collection, Connector } from "../connector";
import { manifest } from "./manifest";

const FED = "This source is fed from outside: it has nothing to collect, and runs when its next inventory is pushed.";

/** There is nothing to ask: a push brings its own run, with its records staged. */
// biome-ignore lint/correctness/useYield: what is asked for an inventory here refuses
async function* collect(_ctx: CollectContext): AsyncIterable<Collection> {
  throw new FaultlineError("conflict", FED);
}

async function test(): Promise<{ name: string; ok: boolean; fix: string | null }[]> {
  return [{ name: "Nothing has to be reached: the sender comes here", ok: true, fix: null }];
}

async function openFile(_config: Record<string, string>, relative: string): Promise<{ absolutePath: string }> {
  throw new FaultlineError("not_found", "A push holds facts only; it has no files to open.", relative);
}

export const connector: Connector = { manifest, test, collect, openFile };
