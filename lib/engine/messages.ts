import type { Moment } from "@/lib/graph/csr/snapshot";
import type { Asked, Kind, Question } from "./questions";

/** What the thread is started with. */
/** `copyUrl` names a read replica to load from; null = there is none. */
export type ThreadData = { url: string; copyUrl?: string | null; budgetBytes: number; pollMs: number };

type Wanted = Pick<Moment, "version" | "runId">;

/** Main thread -> engine thread. `status` and `crash` (tests only) stand beside questions about one workspace. */
export type Request =
  | { id: number; ask: "question"; workspaceId: number; wanted: Wanted | null; waitMs: number; question: Question }
  | { id: number; ask: "load"; workspaceId: number; wanted: Wanted | null; waitMs: number }
  | { id: number; ask: "status" };

export type EngineStatus = { workspaceId: number; version: number; bytes: number; edges: number; nodes: number }[];

export type Answered<K extends Kind = Kind> = { answer: Asked[K]["answer"]; moment: Moment };

/** Engine thread -> main thread. `unloaded`: there is no snapshot to answer from, with the reason. */
export type Reply =
  | { id: number; state: "answered"; value: Answered }
  | { id: number; state: "loaded"; moment: Moment }
  | { id: number; state: "status"; value: EngineStatus }
  /** `refused`: it will not be loaded either, being over the byte budget. */
  | { id: number; state: "unloaded"; sentence: string; refused?: boolean }
  | { id: number; state: "failed"; sentence: string };
