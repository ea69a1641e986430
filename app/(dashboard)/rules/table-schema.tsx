import Link from "next/link";
import { Hatch } from "@/components/kit/hatch";
import { type BarSegment, StackedBar } from "@/components/kit/stacked-bar";
import { type TableColumn, tableColumns } from "@/components/kit/table-columns";
import { FaultLineMark } from "@/components/posture/fault-line-mark";
import { SeverityMark } from "@/components/posture/severity-mark";
import { showText } from "@/lib/domain/text";
import type { RuleRow } from "@/lib/domain/views/risk-views";

type Counts = Pick<RuleRow, "population" | "pass" | "fail" | "inconclusive">;

/** "3 fail, 7 pass, 1 cannot be decided, of 11". */
export function resultWords(rule: Counts): string {
  if (rule.population === null) return "Not run yet";
  if (rule.population === 0) return "Nothing to check";
  return `${rule.fail ?? 0} fail, ${rule.pass ?? 0} pass, ${rule.inconclusive ?? 0} cannot be decided, of ${rule.population}`;
}

/** Failing in ink, undecided hatched, passing grey: the whole is what the rule applies to. */
export function ResultBar({ rule }: { rule: Counts }) {
  if (rule.population === null || rule.population === 0) {
    return (
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-3">
        {rule.population === null && <Hatch size={12} />} {resultWords(rule)}
      </span>
    );
  }
  const segments: BarSegment[] = [
    { id: "fail", label: "fail", value: rule.fail ?? 0, className: "bg-ink" },
    {
      id: "inconclusive",
      label: "cannot be decided",
      value: rule.inconclusive ?? 0,
      className: "hatch border border-mark-edge",
    },
    { id: "pass", label: "pass", value: rule.pass ?? 0, className: "bg-ink-28" },
  ];
  return <StackedBar segments={segments} max={rule.population} height={8} label={resultWords(rule)} />;
}

function Count({ value, href }: { value: number | null; href?: string }) {
  if (value === null) return <Hatch size={12} label="Not run yet" />;
  const words = value.toLocaleString("en");
  if (value === 0) return <span className="text-ink-3">0</span>;
  return href === undefined ? (
    words
  ) : (
    <Link href={href} className="link py-1 font-medium">
      {words}
    </Link>
  );
}

/** Columns that step aside while a rule is open. */
export const PEEK_HIDES = ["controls", "pass", "severity", "inconclusive", "result"] as const;

const col = tableColumns<RuleRow>();

export const RULE_COLUMNS: TableColumn<RuleRow>[] = [
  col.accessor("title", {
    header: "Rule",
    cell: ({ row: { original: r } }) => (
      <span className="flex min-w-0 flex-col">
        <span className="truncate font-medium" title={showText(r.title)}>
          {showText(r.title)}
        </span>
        <span className="flex items-center gap-1.5 whitespace-nowrap text-ink-3 text-meta">
          <FaultLineMark faultLine={r.faultLine} size={12} word="name" /> {r.id}
        </span>
      </span>
    ),
  }),
  col.accessor("severity", {
    header: "Severity",
    cell: (c) => <SeverityMark severity={c.getValue()} />,
    meta: { width: 104, from: "md" },
  }),
  col.display({
    id: "result",
    header: "Result",
    cell: ({ row: { original: r } }) => <ResultBar rule={r} />,
    meta: { width: 180, from: "lg" },
  }),
  col.accessor("fail", {
    header: "Fail",
    cell: ({ row: { original: r } }) => <Count value={r.fail} href={`/risks?rule=${encodeURIComponent(r.id)}`} />,
    meta: { width: 72, align: "end" },
  }),
  col.accessor("inconclusive", {
    header: "Cannot decide",
    cell: (c) => <Count value={c.getValue()} />,
    meta: { width: 112, align: "end", from: "md" },
  }),
  col.accessor("pass", {
    header: "Pass",
    cell: (c) => <Count value={c.getValue()} />,
    meta: { width: 72, align: "end", from: "md" },
  }),
  col.accessor("population", {
    header: "Of",
    cell: (c) => <Count value={c.getValue()} />,
    meta: { width: 72, align: "end", from: "sm" },
  }),
  col.accessor("controls", {
    header: "Controls",
    cell: (c) => {
      const count = Object.values(c.getValue()).flat().length;
      return <span className="text-ink-2">{count}</span>;
    },
    meta: { width: 84, align: "end", from: "xl" },
  }),
];
