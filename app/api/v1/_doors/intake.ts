import { z } from "zod";
import {
  DismissInput,
  HeldChanges,
  HeldQuery,
  ReplayAnswer,
  ReplayInput,
  SetAsidePage,
  SetAsideQuery,
} from "@/lib/domain/views/intake-views";
import { PushView, StartPushInput } from "@/lib/domain/views/push-views";
import { NumberId, reading, writing } from "./define";
import { OnePushQuery } from "./records";

const tag = "Estate";
const tokenScope = "inventory:push";
const PushId = z.object({ id: z.string().regex(/^[0-9a-f]{24}$/) });

export const PUSH_INVENTORY = writing({
  method: "POST",
  path: "/api/v1/inventories",
  tag,
  summary:
    "Pushes an inventory. Records as the body (NDJSON, gzip or not) with `source` and the header Idempotency-Key: all in one request. JSON as the body: opens a push whose bytes follow by offset. The same key again is the same push; other content under it is a conflict.",
  role: "analyst",
  tokenScope,
  query: OnePushQuery,
  body: "records",
  orJson: StartPushInput,
  answer: PushView,
  status: 202,
  otherStatus: { status: 201, when: "The push is open: send its bytes." },
});

export const GET_PUSH = reading({
  path: "/api/v1/inventories/{id}",
  tag,
  summary: "A push: the offset of its next byte, the records that could not be used, and what its run made of it.",
  tokenScope,
  params: PushId,
  answer: PushView,
});

export const SEND_BYTES = writing({
  method: "PATCH",
  path: "/api/v1/inventories/{id}",
  tag,
  summary:
    "Takes bytes of a push from `offset` on, cut anywhere; each request may be a gzip of its own. What came before is passed over, a gap is a conflict that names the expected offset.",
  role: "analyst",
  tokenScope,
  params: PushId,
  query: z.object({ offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
  body: "records",
  answer: PushView,
  status: 200,
});

export const COMPLETE_PUSH = writing({
  method: "POST",
  path: "/api/v1/inventories/{id}/complete",
  tag,
  summary: "Says that all has come, and queues the run of it. `bytes`, where given, must be what arrived.",
  role: "analyst",
  tokenScope,
  params: PushId,
  query: z.object({ bytes: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional() }),
  answer: PushView,
  status: 202,
});

export const ABANDON_PUSH = writing({
  method: "DELETE",
  path: "/api/v1/inventories/{id}",
  tag,
  summary: "Gives up an open push.",
  role: "analyst",
  tokenScope,
  params: PushId,
  answer: PushView,
  status: 200,
});

export const LIST_SET_ASIDE = reading({
  path: "/api/v1/runs/{id}/set-aside",
  tag,
  summary: "Every record that a run could not use: where it stands, why, and the record itself where it is kept.",
  params: NumberId,
  query: SetAsideQuery,
  answer: SetAsidePage,
});

export const REPLAY_SET_ASIDE = writing({
  method: "POST",
  path: "/api/v1/runs/{id}/set-aside/replay",
  tag,
  summary:
    "Reads records again with today's rules: a run of what can be used now, and the reason of what still cannot.",
  role: "analyst",
  params: NumberId,
  body: ReplayInput,
  answer: ReplayAnswer,
  status: 202,
});

export const DISMISS_SET_ASIDE = writing({
  method: "POST",
  path: "/api/v1/runs/{id}/set-aside/dismiss",
  tag,
  summary: "Says that records need no replay; `undo` takes it back.",
  role: "analyst",
  params: NumberId,
  body: DismissInput,
  answer: z.object({ changed: z.number().int() }),
  status: 200,
});

export const GET_HELD = reading({
  path: "/api/v1/runs/{id}/held",
  tag,
  summary:
    "What a held run would close: how many of how many in each scope, how the runs before it ended, and the assets.",
  params: NumberId,
  query: HeldQuery,
  answer: HeldChanges,
});

export const DISCARD_RUN = writing({
  method: "POST",
  path: "/api/v1/runs/{id}/discard",
  tag,
  summary: "Ends a held run: what it staged is dropped, and everything stays as the last run left it.",
  role: "analyst",
  params: NumberId,
  answer: z.object({ runId: z.number().int() }),
  status: 200,
});
