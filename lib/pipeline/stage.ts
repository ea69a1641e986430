import type { Ctx } from "@/lib/services/context";

/** `next` goes on to the stage after it; `wait` means another job will (a held run, files being scanned). */
export type StageEnd = "next" | "wait";
export type StageWork = (ctx: Ctx, runId: number, signal: AbortSignal) => Promise<StageEnd>;
