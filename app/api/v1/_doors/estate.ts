import { z } from "zod";
import { AsOf } from "@/lib/domain/page";
import {
  AssetDetail,
  AssetPage,
  BlastRadiusView,
  FileRow,
  LineageView,
  SplitDone,
} from "@/lib/domain/views/asset-views";
import { DiffPage, DiffQuery } from "@/lib/domain/views/diff-views";
import {
  ExposedView,
  ExposurePathView,
  NeighbourhoodView,
  PathView,
  RankedAssets,
  RecallView,
  SiblingsPage,
} from "@/lib/domain/views/graph-views";
import {
  AssetQuery,
  ExposedQuery,
  LineageQuery,
  NeighbourhoodQuery,
  PastQuery,
  PathQuery,
  RankedQuery,
  RecallQuery,
  ScanQuery,
  SiblingsQuery,
} from "@/lib/domain/views/queries";
import { RunDetail, ScanLedger, SourcesView } from "@/lib/domain/views/work-views";
import { RunPage, RunQuery } from "@/lib/services/run/list-runs";
import { CreateSourceInput } from "@/lib/services/source/source";
import { MAX_UPLOAD_BYTES } from "@/lib/services/source/upload";
import { NumberId, reading, writing } from "./define";

const tag = "Estate";
const Started = z.object({ runId: z.number().int() });
const SourceStarted = Started.extend({ sourceId: z.number().int() });

export const LIST_ASSETS = reading({
  path: "/api/v1/assets",
  tag,
  summary:
    "The inventory, worst first, with the counts of every filter. q takes words and terms: kind:, owner:, source:, purl:, digest:, several values by comma, - before a term for not. With asOf the estate of that moment.",
  query: AssetQuery,
  answer: AssetPage,
});

export const GET_ASSET = reading({
  path: "/api/v1/assets/{id}",
  tag,
  summary:
    "One asset with what each source says of it, its files, risks and history. With asOf its name, owner, levels and properties are of that moment.",
  params: NumberId,
  query: PastQuery,
  answer: AssetDetail,
});

export const GET_LINEAGE = reading({
  path: "/api/v1/assets/{id}/lineage",
  tag,
  summary: "What an asset is made of and what depends on it, one row an edge, nearest first; with asOf as it was then.",
  params: NumberId,
  query: LineageQuery,
  answer: LineageView,
});

export const GET_BLAST_RADIUS = reading({
  path: "/api/v1/assets/{id}/blast-radius",
  tag,
  summary: "What is harmed when this asset is bad.",
  params: NumberId,
  answer: BlastRadiusView,
});

export const LIST_RANKED_ASSETS = reading({
  path: "/api/v1/assets/ranked",
  tag,
  summary: "Assets by how many others a bad change of them reaches, or by hops to sensitive data.",
  query: RankedQuery,
  answer: RankedAssets,
});

export const GET_NEIGHBOURHOOD = reading({
  path: "/api/v1/assets/{id}/neighbourhood",
  tag,
  summary: "What lies around an asset within some hops, over every relation; wide families are collapsed and counted.",
  params: NumberId,
  query: NeighbourhoodQuery,
  answer: NeighbourhoodView,
});

export const LIST_SIBLINGS = reading({
  path: "/api/v1/assets/{id}/siblings",
  tag,
  summary: "A collapsed family in full: everything one relation joins to an asset on one side.",
  params: NumberId,
  query: SiblingsQuery,
  answer: SiblingsPage,
});

export const GET_RECALL = reading({
  path: "/api/v1/assets/{id}/recall",
  tag,
  summary: "What to act on when an asset is bad: descendants, what runs them, agents that use them, and whom to tell.",
  params: NumberId,
  query: RecallQuery,
  answer: RecallView,
});

export const GET_EXPOSURE_PATH = reading({
  path: "/api/v1/assets/{id}/exposure-path",
  tag,
  summary: "The shortest way from an asset to sensitive data, and from what the internet reaches to the asset.",
  params: NumberId,
  answer: ExposurePathView,
});

export const GET_PATH = reading({
  path: "/api/v1/paths",
  tag,
  summary: "A shortest way between two assets: over harm, over an attacker's moves, or over any relation but labels.",
  query: PathQuery,
  answer: PathView,
});

export const LIST_EXPOSED_PATHS = reading({
  path: "/api/v1/paths/exposed",
  tag,
  summary: "The shortest ways from what the internet reaches to sensitive data.",
  query: ExposedQuery,
  answer: ExposedView,
});

export const LIST_ASSET_FILES = reading({
  path: "/api/v1/assets/{id}/files",
  tag,
  summary: "The files an asset contains, worst verdict first; a verdict of null means that no scan has ended.",
  params: NumberId,
  answer: z.object({ rows: z.array(FileRow), asOf: AsOf }),
});

export const LIST_SCANS = reading({
  path: "/api/v1/scans",
  tag,
  summary: "Every file of the estate with its verdict and the bytes accounted for, worst first.",
  query: ScanQuery,
  answer: ScanLedger,
});

export const LIST_SOURCES = reading({
  path: "/api/v1/sources",
  tag,
  summary: "Connected sources with their health, and what can be connected.",
  answer: SourcesView,
});

export const SPLIT_ASSET = writing({
  method: "POST",
  path: "/api/v1/assets/{id}/split",
  tag,
  summary:
    "Takes an asset out of the one it was joined with: both live, linking joins them no more, and their sources run again to say which relation is whose.",
  role: "analyst",
  params: NumberId,
  answer: SplitDone,
  status: 202,
});

export const CREATE_SOURCE = writing({
  method: "POST",
  path: "/api/v1/sources",
  tag,
  summary: "Connects a source and queues its first run.",
  role: "admin",
  body: CreateSourceInput,
  answer: SourceStarted,
  status: 201,
});

export const REMOVE_SOURCE = writing({
  method: "DELETE",
  path: "/api/v1/sources/{id}",
  tag,
  summary: "Removes a source and queues the run that closes what only this source had seen.",
  role: "admin",
  params: NumberId,
  answer: Started,
  status: 202,
});

export const RUN_SOURCE = writing({
  method: "POST",
  path: "/api/v1/sources/{id}/runs",
  tag,
  summary: "Runs a source now; a run that waits already is given instead of a second one.",
  role: "analyst",
  params: NumberId,
  answer: Started,
  status: 202,
});

export const LIST_RUNS = reading({
  path: "/api/v1/runs",
  tag,
  summary: "Runs, newest first; of one source where asked.",
  query: RunQuery,
  answer: RunPage,
});

export const DIFF_RUNS = reading({
  path: "/api/v1/runs/diff",
  tag,
  summary:
    "What changed between two moments, part by part: assets added, changed (each field), gone (and why), edges added and removed.",
  query: DiffQuery,
  answer: DiffPage,
});

export const GET_RUN = reading({
  path: "/api/v1/runs/{id}",
  tag,
  summary: "One run: how each scope ended, and every record that could not be used.",
  params: NumberId,
  answer: RunDetail,
});

export const RELEASE_RUN = writing({
  method: "POST",
  path: "/api/v1/runs/{id}/release",
  tag,
  summary: "Lets a run pass that is held because it would close more than the guard allows.",
  role: "analyst",
  params: NumberId,
  answer: Started,
  status: 202,
});

export const UPLOAD_DOCUMENT = writing({
  method: "POST",
  path: "/api/v1/documents",
  tag,
  summary:
    "Loads a document (CycloneDX, SPDX, SARIF, scanner output …) as a source of its own: the form field `file`, or the document as the body with `?name=`. The same name again is the same source, read anew.",
  role: "analyst",
  tokenScope: "inventory:push",
  query: z.object({ name: z.string().min(1).max(200).optional() }),
  body: "document",
  bodyLimitBytes: MAX_UPLOAD_BYTES,
  answer: SourceStarted,
  status: 202,
});
