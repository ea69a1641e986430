"use client";

import { useTable } from "@tanstack/react-table";
import { useRouter } from "next/navigation";
import { type ReactNode, useMemo, useRef } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { TableHead, type TableSort } from "./data-table-head";
import { TableRow } from "./data-table-row";
import { TABLE_FEATURES, type TableColumn } from "./table-columns";
import { useRowKeys } from "./use-row-keys";
import { useRowWindow } from "./use-row-window";

export type DataTableProps<Row extends object> = {
  /** Names the table for assistive technology. */
  label: string;
  /** Stable between renders: build it at module scope or in a memo. */
  columns: TableColumn<Row>[];
  rows: Row[];
  rowId: (row: Row) => string;
  /** 32 compact, 40 default, 52 with a second line. */
  rowHeight?: 32 | 40 | 52;
  /** Column ids to leave out now, while a peek panel is open for instance. */
  hidden?: readonly string[];
  sort?: TableSort | null;
  onSort?: (sort: TableSort) => void;
  /** Where a row leads; the title cell also holds this link. */
  rowHref?: (row: Row) => string;
  /** Instead of following the link: open the peek panel. */
  onOpen?: (row: Row) => void;
  /** Row whose peek is open; keys move from it. */
  openId?: string | null;
  /** Ticked rows; with it each row has a checkbox and the `x` key. */
  selected?: ReadonlySet<string>;
  onSelectedChange?: (selected: Set<string>) => void;
  /** `j` `k` `Enter` `x` act on this table; one table of a page at most. */
  keys?: boolean;
  /** More rows wait on the server. */
  hasMore?: boolean;
  onMore?: () => void;
  loadingMore?: boolean;
  /** "Rows 1–15 of 111 · queue order: …": what is shown, out of what, in which order. */
  caption?: ReactNode;
  /** Rows that belong to the last filter stay, dimmed, while new ones come. */
  dimmed?: boolean;
  /** Distance of the sticky head from the top of the window, in px; null lets it scroll away. */
  headTop?: number | null;
  className?: string;
};

/** A real table: virtual above 100 rows, sorted by the server, moved through by keys. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    rowId,
    rowHeight = 40,
    hidden,
    sort = null,
    onSort,
    selected,
    onSelectedChange,
  } = props;
  const { rowHref, onOpen, openId = null, keys = false, dimmed = false, headTop = 48, className } = props;
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);

  const visibility = useMemo(() => Object.fromEntries((hidden ?? []).map((id) => [id, false])), [hidden]);
  const table = useTable({
    features: TABLE_FEATURES,
    columns,
    data: rows,
    getRowId: rowId,
    state: { columnVisibility: visibility },
  });
  const model = table.getRowModel().rows;
  const view = useRowWindow(body, model.length, rowHeight);

  const open = (row: Row) => {
    if (onOpen) onOpen(row);
    else if (rowHref) router.push(rowHref(row));
  };
  const toggle = (id: string) => {
    if (!selected || !onSelectedChange) return;
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelectedChange(next);
  };
  const canOpen = onOpen !== undefined || rowHref !== undefined;
  const ids = model.map((r) => r.id);
  useRowKeys({
    enabled: keys,
    ids,
    openId,
    body,
    onReach: (index) => view.reveal(index),
    onMove: (index) => {
      // With the peek open the list and the peek move together.
      const row = model[index]?.original;
      if (row && onOpen && openId !== null) onOpen(row);
    },
    onToggle: onSelectedChange ? toggle : undefined,
  });
  const columnCount = table.getVisibleLeafColumns().length + (selected ? 1 : 0);

  return (
    <div className={cn("min-w-0", className)} aria-busy={dimmed}>
      <table
        className="w-full border-collapse text-left"
        aria-label={label}
        aria-rowcount={props.hasMore ? -1 : ids.length + 1}
      >
        <TableHead
          groups={table.getHeaderGroups()}
          renderHead={(header) => <table.FlexRender header={header} />}
          sort={sort}
          onSort={onSort}
          top={headTop}
          selection={
            selected && onSelectedChange
              ? {
                  all: ids.length > 0 && ids.every((id) => selected.has(id)),
                  some: ids.some((id) => selected.has(id)),
                  onAll: (on) => onSelectedChange(new Set(on ? ids : [])),
                }
              : null
          }
        />
        <tbody ref={body} className={cn(dimmed && "opacity-50")}>
          {view.before > 0 && <Spacer height={view.before} columns={columnCount} />}
          {view.indexes.map((index) => {
            const row = model[index];
            if (!row) return null;
            return (
              <TableRow
                key={row.id}
                id={row.id}
                index={index}
                height={rowHeight}
                measure={view.measure}
                current={row.id === openId}
                {...(canOpen ? { onOpen: () => open(row.original) } : {})}
                selection={selected ? { checked: selected.has(row.id), onToggle: () => toggle(row.id) } : null}
                cells={row.getVisibleCells().map((cell) => ({
                  id: cell.id,
                  look: cell.column.columnDef.meta ?? {},
                  content: <table.FlexRender cell={cell} />,
                }))}
              />
            );
          })}
          {view.after > 0 && <Spacer height={view.after} columns={columnCount} />}
        </tbody>
      </table>
      <TableFoot {...props} />
    </div>
  );
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  );
}

function TableFoot({
  caption,
  hasMore,
  onMore,
  loadingMore = false,
}: Pick<DataTableProps<object>, "caption" | "hasMore" | "onMore" | "loadingMore">) {
  if (caption === undefined && !hasMore) return null;
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-3 px-3 py-1.5 text-ink-3 text-meta">
      {caption !== undefined && <span role="status">{caption}</span>}
      {hasMore && onMore && (
        <Button className="ml-auto" onClick={onMore} disabled={loadingMore} aria-busy={loadingMore}>
          {loadingMore ? "Loading" : "Load more"}
        </Button>
      )}
    </div>
  );
}
