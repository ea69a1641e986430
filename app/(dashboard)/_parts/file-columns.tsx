import type { ReactNode } from "react";
import { CoverageBar } from "@/components/kit/coverage-bar";
import { Hatch } from "@/components/kit/hatch";
import { Mono } from "@/components/kit/mono";
import { type TableColumn, tableColumns } from "@/components/kit/table-columns";
import { VerdictMark } from "@/components/posture/verdict-mark";
import { showText } from "@/lib/domain/text";
import type { FileRow } from "@/lib/domain/views/asset-views";
import { EvidenceButton } from "../_evidence/evidence-button";
import { engineWords } from "./engine-words";
import { shareWords, sizeWords } from "./size-words";

/** What is said where a scan gave no finding: its reasons in words. */
function foundWords(file: FileRow): string {
  if (file.found !== null) return showText(file.found);
  if (file.reasons.length > 0) return file.reasons.map((r) => showText(r, 60).replaceAll("_", " ")).join(", ");
  return file.verdict === null ? "No scan has ended yet" : "";
}

/** What was found; with evidence behind it the words open it. */
function FoundCell({ file }: { file: FileRow }) {
  const words = foundWords(file);
  const [evidence] = file.evidenceIds;
  return (
    <span className="block max-w-56 truncate text-ink-2" title={words}>
      {evidence === undefined ? (
        words
      ) : (
        <EvidenceButton id={evidence}>{words === "" ? "Evidence" : words}</EvidenceButton>
      )}
    </span>
  );
}

/** Our verdict, and below it what other engines say of the same file; the words open their evidence. */
function VerdictCell({ file }: { file: FileRow }) {
  const others = engineWords(file.engines);
  const own =
    file.verdict === null ? (
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-2">
        <Hatch /> Waiting
      </span>
    ) : (
      <VerdictMark verdict={file.verdict} />
    );
  if (others === null) return own;
  return (
    <span className="flex min-w-0 flex-col">
      {own}
      <span className="truncate text-ink-3 text-meta" title={others.long}>
        {others.evidenceId === null ? (
          others.short
        ) : (
          <EvidenceButton id={others.evidenceId}>{others.short}</EvidenceButton>
        )}
      </span>
    </span>
  );
}

function CoverageCell({ file }: { file: FileRow }) {
  const c = file.coverage;
  if (c === null) return <CoverageBar parts={null} label="Not looked at yet" />;
  const share = shareWords(c.bytesParsed + c.bytesOpaque, c.bytesTotal);
  const label = `${sizeWords(c.bytesParsed)} parsed, ${sizeWords(c.bytesOpaque)} claimed but opaque, ${sizeWords(c.bytesUnclaimed)} not inspected`;
  return (
    <span className="flex items-center gap-2">
      <CoverageBar parts={{ parsed: c.bytesParsed, opaque: c.bytesOpaque, unknown: c.bytesUnclaimed }} label={label} />
      <span className="w-9 shrink-0 text-right">{share ?? "–"}</span>
    </span>
  );
}

const unknown = <Hatch size={12} label="Not known" />;

/** The columns of a list of files. `second` adds a quiet line under the path: where the file lies. */
export function fileColumns<Row extends FileRow>(second?: (row: Row) => ReactNode): TableColumn<Row>[] {
  const col = tableColumns<Row>();
  return [
    col.display({
      id: "file",
      header: "File",
      cell: ({ row: { original: f } }) => (
        <span className="flex min-w-0 flex-col">
          <span className="mono truncate" title={showText(f.path)}>
            {showText(f.path)}
          </span>
          {second && <span className="truncate text-ink-3 text-meta">{second(f)}</span>}
        </span>
      ),
    }),
    col.display({
      id: "format",
      header: "Format",
      cell: ({ row: { original: f } }) =>
        f.formats.length === 0 ? (
          <span className="text-ink-3">unknown</span>
        ) : (
          <span className="block truncate" title={f.formats.join(", ")}>
            {showText(f.formats.join(", "), 40)}
          </span>
        ),
      meta: { width: 112, from: "lg" },
    }),
    col.display({
      id: "size",
      header: "Size",
      cell: ({ row: { original: f } }) => (f.sizeBytes === null ? unknown : sizeWords(f.sizeBytes)),
      meta: { width: 92, align: "end", from: "md" },
    }),
    col.display({
      id: "verdict",
      header: "Verdict",
      cell: ({ row: { original: f } }) => <VerdictCell file={f} />,
      meta: { width: 148 },
    }),
    col.display({
      id: "found",
      header: "Found",
      cell: ({ row: { original: f } }) => <FoundCell file={f} />,
      meta: { width: "20%", from: "lg" },
    }),
    col.display({
      id: "coverage",
      header: "Coverage",
      cell: ({ row: { original: f } }) => <CoverageCell file={f} />,
      meta: { width: 172, from: "md" },
    }),
    col.display({
      id: "read",
      header: "Read",
      cell: ({ row: { original: f } }) => (f.bytesRead === null ? unknown : sizeWords(f.bytesRead)),
      meta: { width: 84, align: "end", from: "xl" },
    }),
    col.display({
      id: "sha256",
      header: "SHA-256",
      cell: ({ row: { original: f } }) =>
        f.sha256 === null ? unknown : <Mono small text={f.sha256} cut={{ head: 8, tail: 6 }} copyLabel="Copy digest" />,
      meta: { width: 156, from: "xl" },
    }),
  ];
}
