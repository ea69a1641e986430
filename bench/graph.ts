import { loadSnapshot } from "@/lib/engine/load";
import { nodeOf } from "@/lib/graph/csr/snapshot";
import { withDatabase } from "./estate/database";
import { loadEstate } from "./estate/load";
import { type Figure, note, sizeOf, time } from "./figure";
import { ladderFigures, sqlFigures, widestOf } from "./graph/against-sql";
import { libraryFigures } from "./graph/library";
import { byteFigures, limitFigures } from "./graph/limits";
import { loadFigures } from "./graph/loading";
import { objectFigures } from "./graph/objects";
import { timed } from "./rounds";

/**
 * Graph figures (rows 1 to 7 and 13 of the published targets) on a made estate of `scale` assets in a throw-away database.
 * Targets are ratios of interleaved rounds in one process; medians and n stand in the text.
 */
export async function run(scale: string): Promise<Figure[]> {
  const size = sizeOf(scale);
  const figures = await withDatabase(async ({ pool }) => {
    const { ms, value } = await timed(() => loadEstate(pool, size, { lists: false }));
    note(`${size} assets loaded in ${time(ms)}`);
    const snapshot = await loadSnapshot(pool, value.workspaceId);
    const widest = await widestOf(snapshot);
    note(`widest base: asset ${widest.id} reaches ${widest.count}; ${widest.pairs} pairs in all, ${time(widest.ms)}`);
    return [
      ...(await sqlFigures(pool, snapshot, widest.id)),
      ...byteFigures(snapshot),
      ...(await limitFigures(snapshot, nodeOf(snapshot, widest.id))),
      ...(await ladderFigures(pool, (ws) => loadSnapshot(pool, ws))),
      ...(await loadFigures(pool, snapshot)),
    ];
  });
  return [...figures, ...(await libraryFigures(size)), ...objectFigures(size)];
}
