import type { Pool } from "pg";
import { type Moment, type Snapshot, snapshotBytes } from "@/lib/graph/csr/snapshot";
import { loadSnapshot, readMoment } from "./load";
import type { Watch } from "./read-copy";
import { refreshSnapshot } from "./refresh";

/** A workspace is held, being read, or cannot be held, with the reason as a sentence. */
type Held = {
  snapshot: Snapshot | null;
  reading: Promise<void> | null;
  problem: string | null;
  /** The problem is that it is over the budget; it stays until the version it was met at has passed. */
  refused: boolean;
  refusedAt: number;
  usedAt: number;
};

class OverBudget extends Error {}

/** What is read lies in memory at up to twice the size of what is kept of it. */
const READ_FACTOR = 2;

function inWords(bytes: number): string {
  return bytes >= 1_000_000 ? `${Math.ceil(bytes / 1_000_000)} MB` : `${Math.ceil(bytes / 1_000)} kB`;
}

/**
 * The graphs of this process: one a workspace, the least recently asked ones dropped when all together exceed the budget.
 * A refresh makes a second snapshot and swaps it in when it is whole; questions meanwhile are answered from the first.
 */
export class SnapshotStore {
  private readonly held = new Map<number, Held>();
  private clock = 0;

  constructor(
    private readonly pool: Pool,
    private readonly budgetBytes: number,
    /** A read replica to load whole graphs from; versions are always asked of the primary. */
    private readonly copy: Pool | null = null,
  ) {}

  /** The replica where it answers and has what the primary has, so that no graph ever goes back in time. */
  private async source(workspaceId: number): Promise<Pool> {
    if (!this.copy) return this.pool;
    const there = await readMoment(this.copy, workspaceId).catch(() => null);
    const wanted = await readMoment(this.pool, workspaceId);
    const current = there && wanted && there.version >= wanted.version && there.runId === wanted.runId;
    return current ? this.copy : this.pool;
  }

  private of(workspaceId: number): Held {
    const known = this.held.get(workspaceId);
    if (known) return known;
    const made: Held = { snapshot: null, reading: null, problem: null, refused: false, refusedAt: -1, usedAt: 0 };
    this.held.set(workspaceId, made);
    return made;
  }

  /**
   * The newest snapshot at hand, waiting up to `waitMs` for one that has reached `wanted`. An older one is better than
   * none: it says its moment itself. Null, with the sentence, where nothing is loaded in time.
   */
  async get(
    workspaceId: number,
    wanted: Pick<Moment, "version" | "runId"> | null,
    waitMs: number,
  ): Promise<{ snapshot: Snapshot } | { snapshot: null; sentence: string; refused: boolean }> {
    const held = this.of(workspaceId);
    held.usedAt = ++this.clock;
    if (!this.reached(held, wanted)) {
      const reading = this.read(workspaceId, held, wanted);
      if (waitMs > 0) await Promise.race([reading, pause(waitMs)]);
      // A reading that had begun before the wanted commit leaves one more step to go.
      if (!this.reached(held, wanted) && !held.reading && !held.problem) void this.read(workspaceId, held, wanted);
    }
    if (held.snapshot) return { snapshot: held.snapshot };
    return { snapshot: null, sentence: held.problem ?? "The graph is being loaded.", refused: held.refused };
  }

  private reached({ snapshot }: Held, wanted: Pick<Moment, "version" | "runId"> | null): boolean {
    if (!snapshot) return false;
    if (!wanted || snapshot.version > wanted.version) return true;
    return snapshot.version === wanted.version && snapshot.runId === wanted.runId;
  }

  /** One reading at a time a workspace; never rejects. */
  private read(workspaceId: number, held: Held, wanted: Pick<Moment, "version"> | null): Promise<void> {
    if (held.reading) return held.reading;
    if (held.refused && wanted?.version === held.refusedAt) return Promise.resolve();
    const reading = this.readAnew(workspaceId, held)
      .then(() => {
        held.problem = null;
        held.refused = false;
      })
      .catch((error: unknown) => {
        held.problem = error instanceof Error ? error.message : String(error);
        held.refused = error instanceof OverBudget;
        held.refusedAt = wanted?.version ?? -1;
      })
      .finally(() => {
        held.reading = null;
      });
    held.reading = reading;
    return reading;
  }

  private async readAnew(workspaceId: number, held: Held): Promise<void> {
    const watch: Watch = (bytes) => {
      if (bytes > this.budgetBytes * READ_FACTOR) throw this.tooLarge(workspaceId, bytes / READ_FACTOR);
    };
    const source = await this.source(workspaceId);
    const next = held.snapshot
      ? await refreshSnapshot(source, held.snapshot, watch)
      : await loadSnapshot(source, workspaceId, { watch });
    const { total } = snapshotBytes(next);
    if (total > this.budgetBytes) {
      held.snapshot = null;
      throw this.tooLarge(workspaceId, total);
    }
    // Whether the workspace was dropped meanwhile or not: whoever waits for it holds this very entry.
    this.held.set(workspaceId, held);
    held.snapshot = next;
    this.makeRoom(workspaceId);
  }

  private tooLarge(workspaceId: number, bytes: number): OverBudget {
    return new OverBudget(
      `The graph of workspace ${workspaceId} takes ${inWords(bytes)} or more, and FAULTLINE_GRAPH_BYTES allows ${inWords(this.budgetBytes)}.`,
    );
  }

  /** Drops the least recently asked graphs until the rest fit; the one just read stays. */
  private makeRoom(keep: number): void {
    const loaded = [...this.held].filter(([, h]) => h.snapshot !== null).sort(([, a], [, b]) => a.usedAt - b.usedAt);
    let total = loaded.reduce((sum, [, h]) => sum + bytesOf(h), 0);
    for (const [workspaceId, held] of loaded) {
      if (total <= this.budgetBytes) return;
      if (workspaceId === keep) continue;
      total -= bytesOf(held);
      this.held.delete(workspaceId);
      held.snapshot = null;
    }
  }

  /** Looks at the versions of what is held and refreshes what fell behind: the truth that notices only hint at. */
  async poll(): Promise<void> {
    for (const [workspaceId, held] of [...this.held]) {
      if (!held.snapshot) continue;
      const moment = await readMoment(this.pool, workspaceId);
      if (moment === null) this.held.delete(workspaceId);
      else if (!this.reached(held, moment)) await this.read(workspaceId, held, moment);
      // Sides made since the last look count too.
      this.makeRoom(workspaceId);
    }
  }

  /** Somebody says that a workspace has changed: looked at when it is held. Never rejects. */
  async hint(workspaceId: number): Promise<void> {
    const held = this.held.get(workspaceId);
    if (!held?.snapshot) return;
    const moment = await readMoment(this.pool, workspaceId).catch(() => null);
    if (moment && !this.reached(held, moment)) await this.read(workspaceId, held, moment);
  }

  /** What is held, for figures and tests. */
  status(): { workspaceId: number; version: number; bytes: number; edges: number; nodes: number }[] {
    return [...this.held].flatMap(([workspaceId, h]) =>
      h.snapshot
        ? [
            {
              workspaceId,
              version: h.snapshot.version,
              bytes: bytesOf(h),
              edges: h.snapshot.edges,
              nodes: h.snapshot.size,
            },
          ]
        : [],
    );
  }
}

function bytesOf(held: Held): number {
  return held.snapshot ? snapshotBytes(held.snapshot).total : 0;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
