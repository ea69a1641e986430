"use client";

import { DataTable } from "@/components/kit/data-table";
import { Section } from "@/components/kit/section";
import { relativeTime, stampTime } from "@/components/kit/time-words";
import { showText } from "@/lib/domain/text";
import type { FileRow } from "@/lib/domain/views/asset-views";
import { useEvidenceParam } from "../../../_evidence/evidence-param";
import { filesSentence, sumCoverage } from "../../../_parts/coverage-sum";
import { CoverageSummary } from "../../../_parts/coverage-summary";
import { fileColumns } from "../../../_parts/file-columns";

const COLUMNS = fileColumns<FileRow>();

/** When the newest scan of these files ended, and by what. */
function lastScan(files: readonly FileRow[], now: string): string | undefined {
  const newest = files.reduce<FileRow | null>(
    (a, f) => (f.scannedAt !== null && (a?.scannedAt ?? "") < f.scannedAt ? f : a),
    null,
  );
  if (!newest?.scannedAt) return undefined;
  const engine = newest.engine === null ? "" : `, ${showText(newest.engine, 60)}`;
  return `Last scan ${newest.scannedAt > now ? stampTime(newest.scannedAt, now) : relativeTime(newest.scannedAt, now)}${engine}`;
}

/** Every file, read or not, with what was found and how much of it was looked at. */
export function FilesTab({ files, now }: { files: readonly FileRow[]; now: string }) {
  const [, setEvidence] = useEvidenceParam();
  const open = (file: FileRow) => {
    const [first] = file.evidenceIds;
    if (first !== undefined) void setEvidence(first);
  };
  // Cards and configurations stand in the list, but nothing is claimed or missed about them as model bytes.
  const models = files.filter((f) => !f.reasons.includes("not_a_model"));
  return (
    <div className="flex flex-col gap-7">
      <p className="max-w-[70ch] font-medium text-lead">{filesSentence(models)}</p>
      {files.length > 0 && (
        <>
          {models.length > 0 && <CoverageSummary sum={sumCoverage(models)} />}
          <Section title="Files" note={files.length.toLocaleString("en")} end={lastScan(files, now)}>
            <DataTable
              label="Files of this asset"
              columns={COLUMNS}
              rows={[...files]}
              rowId={(f) => `${f.assetId} ${f.path}`}
              onOpen={open}
              keys
              caption={`${files.length.toLocaleString("en")} files, worst verdict first. A row opens its evidence where there is any.`}
            />
          </Section>
        </>
      )}
    </div>
  );
}
