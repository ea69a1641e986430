import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";

type Metrics = {
  registry: Registry;
  requests: Counter<"method" | "door" | "status">;
  databaseUp: Gauge;
  openRisks: Gauge<"band">;
  runs: Gauge<"state">;
  scanQueue: Gauge;
  workers: Gauge;
};

function create(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = <L extends string = never>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  return {
    registry,
    requests: new Counter({
      name: "faultline_http_requests_total",
      help: "Requests to the JSON API, by door and status.",
      labelNames: ["method", "door", "status"],
      registers: [registry],
    }),
    databaseUp: gauge(
      "faultline_database_up",
      "1 while the database answers; the figures read from it are absent at 0.",
    ),
    openRisks: gauge("faultline_open_risks", "Open risks by band.", ["band"]),
    runs: gauge("faultline_runs", "Runs by state.", ["state"]),
    scanQueue: gauge("faultline_scan_queue", "Files that wait for a scan or are being scanned."),
    workers: gauge(
      "faultline_worker_slots",
      "Job slots of all workers heard of in the last half minute; a worker process has several.",
    ),
  };
}

// A bundle may hold this file more than once; a counter must be one for the process.
const KEY = Symbol.for("faultline.metrics");

/** The metrics of this process. */
export function metrics(): Metrics {
  const held = globalThis as { [KEY]?: Metrics };
  held[KEY] ??= create();
  return held[KEY];
}

/** Counts one answered request. `door` is the path with its `{id}`, never the id: labels must stay few. */
export function countRequest(method: string, door: string, status: number): void {
  metrics().requests.inc({ method, door, status: String(status) });
}
