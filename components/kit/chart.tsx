"use client";

import { Bar, BarChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartFrame } from "./chart-frame";
import { HatchPattern, usePatternId } from "./hatch";

const TICK = { fontSize: 11, fill: "var(--ink-3)" } as const;
const TOOLTIP = {
  contentStyle: {
    background: "var(--overlay)",
    border: "1px solid var(--rule)",
    borderRadius: 6,
    fontSize: 12,
    color: "var(--ink)",
  },
  itemStyle: { color: "var(--ink)" },
  labelStyle: { color: "var(--ink-3)" },
  isAnimationActive: false,
} as const;

export type FlowBucket = {
  at: string;
  /** Above the line. */
  opened: number;
  /** Below the line, solid. */
  proven: number;
  /** Below the line, hatched. */
  unproven: number;
  /** Not over yet: dotted. */
  running?: boolean;
};

export type FlowChartProps = {
  title: string;
  buckets: readonly FlowBucket[];
  labels: { opened: string; proven: string; unproven: string };
  /** Instead of the counted sentence: what the picture says. */
  summary?: string;
  height?: number;
};

/** What came above the line, what went below it; hatched where nothing proves that it went. */
export function FlowChart({ title, buckets, labels, summary, height = 190 }: FlowChartProps) {
  const id = usePatternId();
  const total = (pick: (b: FlowBucket) => number) => buckets.reduce((sum, b) => sum + pick(b), 0);
  const running = buckets.some((b) => b.running) ? " The last one is still running." : "";
  const data = buckets.map((b) => ({
    at: b.at,
    above: b.running ? 0 : b.opened,
    aboveRunning: b.running ? b.opened : 0,
    proven: -b.proven,
    unproven: -b.unproven,
  }));
  return (
    <ChartFrame
      title={title}
      summary={
        summary ??
        `${labels.opened} ${total((b) => b.opened)}, ${labels.proven.toLowerCase()} ${total((b) => b.proven)}, ${labels.unproven.toLowerCase()} ${total((b) => b.unproven)} in ${buckets.length} steps.${running}`
      }
      legend={[
        { fill: "grey", text: `${labels.opened} ${total((b) => b.opened)}` },
        { fill: "ink", text: `${labels.proven} ${total((b) => b.proven)}` },
        { fill: "hatch", text: `${labels.unproven} ${total((b) => b.unproven)}` },
      ]}
      columns={["When", labels.opened, labels.proven, labels.unproven]}
      rows={buckets.map((b) => [b.at, String(b.opened), String(b.proven), String(b.unproven)])}
    >
      <ResponsiveContainer width="100%" height={height}>
        <BarChart
          data={data}
          stackOffset="sign"
          margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
          barCategoryGap="16%"
          accessibilityLayer
        >
          <defs>
            <HatchPattern id={id} />
          </defs>
          <CartesianGrid vertical={false} stroke="var(--hair)" />
          <XAxis dataKey="at" tick={TICK} tickLine={false} axisLine={false} minTickGap={40} />
          <YAxis
            tick={TICK}
            tickLine={false}
            axisLine={false}
            width={28}
            tickFormatter={(v: number) => String(Math.abs(v))}
          />
          <Tooltip {...TOOLTIP} cursor={{ fill: "var(--wash)" }} formatter={(v) => Math.abs(Number(v))} />
          <Bar
            dataKey="above"
            name={labels.opened}
            stackId="s"
            fill="var(--ink-28)"
            stroke="var(--ink-55)"
            isAnimationActive={false}
          />
          <Bar
            dataKey="aboveRunning"
            name={`${labels.opened}, running`}
            stackId="s"
            fill="transparent"
            stroke="var(--ink-55)"
            strokeDasharray="2 2"
            isAnimationActive={false}
          />
          <Bar dataKey="proven" name={labels.proven} stackId="s" fill="var(--ink)" isAnimationActive={false} />
          <Bar
            dataKey="unproven"
            name={labels.unproven}
            stackId="s"
            fill={`url(#${id})`}
            stroke="var(--ink-55)"
            isAnimationActive={false}
          />
          <ReferenceLine y={0} stroke="var(--ink)" />
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
