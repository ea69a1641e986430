"use client";
import Link from "next/link";
import { useState } from "react";
import { Avatar } from "@/components/kit/avatar";
import { FlowChart, TrendChart } from "@/components/kit/chart";
import { DataTable, type TableSort } from "@/components/kit/data-table";
import { Facets } from "@/components/kit/facets";
import { FilterBar } from "@/components/kit/filter-bar";
import { RowTitle } from "@/components/kit/row-title";
import { ErrorState, FilteredEmpty } from "@/components/kit/states";
import { tableColumns } from "@/components/kit/table-columns";
import { showToast } from "@/components/kit/toaster";
import { BandMark } from "@/components/posture/band-mark";
import { DueClock } from "@/components/posture/due-clock";
import { EvidenceViewer, type OpcodeEvidence } from "@/components/posture/evidence-viewer";
import { FaultLineMark } from "@/components/posture/fault-line-mark";
import { SeverityMark } from "@/components/posture/severity-mark";
import { Trace } from "@/components/posture/trace";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Segmented } from "@/components/ui/segmented";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import type { FaultLine } from "@/lib/domain/fault-line";
import type { Band } from "@/lib/domain/severity";

export const NOW = "2026-11-17T09:40:00Z";
type Row = {
  id: string;
  score: number;
  band: Band;
  title: string;
  why: string;
  line: FaultLine;
  owner: string | null;
  due: string;
  trace: FaultLine[];
};
const BANDS: Band[] = ["Critical", "High", "Medium", "Low", "Info"];
const LINES: FaultLine[] = ["model", "data", "plugin", "infrastructure"];
export const makeRows = (n: number): Row[] =>
  Array.from({ length: n }, (_, i) => ({
    id: `r${i}`,
    score: Math.max(1, 97 - i * 0.7),
    band: BANDS[Math.min(4, Math.floor(i / 4))] ?? "Info",
    title: `Sample risk ${i + 1} with a sentence for its title that can be rather long on a narrow window`,
    why: "sample-asset · first reason · second reason",
    line: LINES[i % 4] ?? "model",
    owner: i % 3 === 1 ? null : "S. Person",
    due: new Date(Date.parse(NOW) + (i - 1) * 3 * 86_400_000).toISOString(),
    trace: i % 2 ? [LINES[i % 4] ?? "model"] : ["model", "infrastructure", "infrastructure", "data"],
  }));
const col = tableColumns<Row>();
const COLUMNS = [
  col.accessor("score", {
    header: "Score",
    cell: (c) => <span className="font-semibold text-[14px]">{c.getValue().toFixed(1)}</span>,
    meta: { width: 72, sortKey: "score" },
  }),
  col.display({
    id: "band",
    header: "Severity",
    cell: (c) => <BandMark band={c.row.original.band} />,
    meta: { width: 110, from: "md" },
  }),
  col.accessor("title", {
    header: "Risk",
    cell: (c) => (
      <RowTitle
        title={c.getValue()}
        href="/parts/list"
        second={
          <>
            <FaultLineMark faultLine={c.row.original.line} size={12} word="name" />
            <span className="truncate">{c.row.original.why}</span>
          </>
        }
      />
    ),
    meta: {},
  }),
  col.display({
    id: "crosses",
    header: "Crosses",
    cell: (c) => <Trace strata={c.row.original.trace} />,
    meta: { width: 100, from: "lg" },
  }),
  col.accessor("owner", {
    header: "Owner",
    cell: (c) => <Avatar name={c.getValue()} />,
    meta: { width: 140, from: "md" },
  }),
  col.accessor("due", {
    header: "Due",
    cell: (c) => <DueClock dueAt={c.getValue()} openedAt="2026-10-01T00:00:00Z" now={NOW} />,
    meta: { width: 120, sortKey: "due" },
  }),
];

export function ListSample({ count }: { count: number }) {
  const [rows] = useState(() => makeRows(count));
  const [sort, setSort] = useState<TableSort | null>({ key: "score", direction: "desc" });
  const [open, setOpen] = useState<string | null>(null);
  const [sel, setSel] = useState<Record<string, string[]>>({ sev: ["critical"] });
  const [text, setText] = useState("");
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set(["r2"]));
  return (
    <>
      <div className="border-hair border-b px-6 py-2">
        <FilterBar
          chips={[{ id: "a", label: "status", value: "open" }]}
          onRemove={() => {}}
          text={text}
          onTextChange={setText}
          placeholder="Filter by word, digest: or owner:"
        >
          <Button variant="quiet">Queue order</Button>
        </FilterBar>
      </div>
      <div className="grid sm:grid-cols-[188px_minmax(0,1fr)]">
        <div className="border-hair border-r py-2 pr-3 pl-6 max-sm:hidden">
          <Facets
            selected={sel}
            onChange={(g, v) => setSel({ ...sel, [g]: v })}
            groups={[
              {
                id: "sev",
                label: "Severity",
                options: (["critical", "high", "medium", "low"] as const).map((s, i) => ({
                  value: s,
                  label: <SeverityMark severity={s} />,
                  count: i * 11 + 4,
                })),
              },
              {
                id: "line",
                label: "Fault line",
                options: LINES.map((l) => ({
                  value: l,
                  label: <FaultLineMark faultLine={l} word="short" />,
                  count: null,
                })),
              },
              { id: "rule", label: "Rule", closed: true, options: [{ value: "x", label: "X", count: 1 }] },
            ]}
          />
        </div>
        <DataTable
          label="Sample risks"
          columns={COLUMNS}
          rows={rows}
          rowId={(r) => r.id}
          rowHeight={52}
          sort={sort}
          onSort={setSort}
          openId={open}
          onOpen={(r) => setOpen(r.id)}
          rowHref={() => "/parts/list"}
          selected={ticked}
          onSelectedChange={setTicked}
          keys
          hasMore
          onMore={() => showToast({ title: "No more sample rows", undo: { onUndo: () => {} } })}
          caption={`Rows 1–${count} of 111 · sample order`}
        />
      </div>
    </>
  );
}

const OPS = ["PROTO", "GLOBAL", "BINPUT", "BINUNICODE", "TUPLE1", "REDUCE", "POP", "STOP"];
const HEX = "80024b006370".padEnd(192, "6f7369780a73797374656d0a");
const EVIDENCE: OpcodeEvidence = {
  kind: "opcodes",
  hits: [0x0b, 0x2f],
  operands: [0x17],
  calls: [{ offset: 0x2f, text: "sample.call('an argument\u202e that turns')" }],
  hex: {
    start: 4,
    hex: HEX,
    marks: [
      { offset: 0x0b, length: 12 },
      { offset: 0x2f, length: 1 },
    ],
  },
  lines: [0, 2, 0x0b, 0x17, 0x20, 0x24, 0x2f, 0x30, 0x31, 0x33, 0x35, 0x37, 0x39, 0x200].map((offset, i) => ({
    offset,
    length: offset === 0x0b ? 12 : 1,
    opcode: OPS[i % 8] ?? "POP",
    argument:
      i === 2
        ? "sample module"
        : i === 3
          ? "'an argument that is rather long and is cut at the end of the line in the listing'"
          : "",
    stack: i < 2 ? [] : ["('argument',)", "sample.module", "MARK", "OrderedDict()"].slice(0, (i % 4) + 1),
  })),
};

export function EvidenceSamples() {
  return (
    <div className="flex flex-col gap-6">
      <EvidenceViewer
        crumb={["sample.bin", "archive/data.pkl"]}
        view={EVIDENCE}
        foot="Read 212 KB of 438 MB in 5 range requests"
        digest={"9f3c71e0b8".padEnd(64, "a")}
        markdown="x"
        lenses={[{ id: "m", label: "Members", count: 397, content: <p>Members</p> }]}
      />
      <EvidenceViewer
        crumb={["sample.json"]}
        view={{
          kind: "text",
          pointer: "/tools/0/description",
          marked: [3],
          lines: ["{", '  "tools": [', '    { "description": "sample <b>text</b> \u200b hidden" }', "  ]", "}"].map(
            (t, i) => ({ number: i + 1, text: t }),
          ),
        }}
        foot="Read 212 B of 212 B"
        digest={null}
      />
      <EvidenceViewer
        crumb={["old.bin"]}
        view={{ kind: "gone", sentence: "The file was deleted at its source on 3 Nov; its bytes were not kept." }}
        foot="Recorded 1 Nov"
        digest={"ab".repeat(32)}
      />
    </div>
  );
}

export function ChartSamples() {
  const pts = Array.from({ length: 30 }, (_, i) => ({
    at: `${i + 1} Oct`,
    value: i > 9 && i < 15 ? null : 80 - (i > 25 ? 40 : i / 4),
  }));
  return (
    <div className="grid gap-12 lg:grid-cols-2">
      <TrendChart title="Posture" name="Posture" points={pts} max={100} />
      <FlowChart
        title="Opened above, closed below"
        labels={{ opened: "Opened", proven: "Proven fixed", unproven: "Closed, no proof" }}
        buckets={Array.from({ length: 13 }, (_, i) => ({
          at: `${i + 1} wk`,
          opened: 5 + ((i * 7) % 9),
          proven: 3 + ((i * 5) % 7),
          unproven: i % 3,
          running: i === 12,
        }))}
      />
    </div>
  );
}

export function ControlSamples() {
  const [view, setView] = useState<"graph" | "table">("graph");
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Dialog>
        <DialogTrigger asChild>
          <Button>Accept until…</Button>
        </DialogTrigger>
        <DialogContent>
          <DialogHeader>
            <DialogTitle>Accept this risk</DialogTitle>
            <DialogDescription>It returns on the date you set.</DialogDescription>
          </DialogHeader>
          <Label htmlFor="why" className="mt-4 mb-1 block">
            Reason
          </Label>
          <Textarea id="why" />
          <DialogFooter>
            <Button>Cancel</Button>
            <Button variant="filled">Accept</Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="quiet">Group: none</Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          <DropdownMenuItem>Rule</DropdownMenuItem>
          <DropdownMenuItem>Owner</DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <Segmented
        label="View"
        value={view}
        onValueChange={setView}
        options={[
          { value: "graph", label: "Graph" },
          { value: "table", label: "Table" },
        ]}
      />
      <Select defaultValue="a">
        <SelectTrigger aria-label="Order">
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value="a">Queue order</SelectItem>
          <SelectItem value="b">Newest</SelectItem>
        </SelectContent>
      </Select>
      <Input aria-label="Sample field" placeholder="A field" className="w-40" />
      <Button
        onClick={() =>
          showToast({ title: "Ticket opened", description: "In the sample tracker", undo: { onUndo: () => {} } })
        }
      >
        Toast
      </Button>
    </div>
  );
}

export function StateSamples() {
  return (
    <div className="grid gap-6 sm:grid-cols-2">
      <FilteredEmpty
        body="Without “Overdue” there are 6."
        chips={[
          { id: "a", label: "", value: "critical" },
          { id: "b", label: "due", value: "Overdue", strong: true },
        ]}
        onRemove={() => {}}
        onClear={() => {}}
      />
      <ErrorState
        title="The list could not be read."
        body="The database did not answer in 5 s. Scans keep running and nothing is lost."
        requestId="7f21-0c4e"
        onRetry={() => {}}
      />
    </div>
  );
}
