import type { GraphStamp } from "@/lib/domain/views/graph-stamp";

/** The moment a graph answer speaks for; where the graph was not at hand, that there may be more. */
export function SpokenFor({ stamp }: { stamp: GraphStamp }) {
  return (
    <p className="text-ink-3 text-meta" role={stamp.partial ? "status" : undefined}>
      {stamp.partial && (
        <b className="font-medium text-ink-2">
          In part: the graph is not loaded yet, so the database answered within its limits and there may be more.{" "}
        </b>
      )}
      Graph version {stamp.version.toLocaleString("en")}
      {stamp.run === null ? ", before any ranked run" : `, ranked by ${stamp.run}`}
    </p>
  );
}
