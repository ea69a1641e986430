import { z } from "zod";
import { AsOf } from "@/lib/domain/page";
import { AssetDetail, AssetPage, BlastRadiusView, FileRow, LineageView } from "@/lib/domain/views/asset-views";
import { DiffPage, DiffQuery } from "@/lib/domain/views/diff-views";
import { AssetQuery, LineageQuery, PastQuery, ScanQuery } from "@/lib/domain/views/queries";
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
  query: z.object({ name: z.string().min(1).max(200).optional() }),
  body: "document",
  bodyLimitBytes: MAX_UPLOAD_BYTES,
  answer: SourceStarted,
  status: 202,
});
