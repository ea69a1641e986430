"use client";

import type { Header, HeaderGroup } from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/cn";
import type { ColumnLook, TABLE_FEATURES } from "./table-columns";

export type TableSort = { key: string; direction: "asc" | "desc" };

type Features = typeof TABLE_FEATURES;

type TableHeadProps<Row extends object> = {
  groups: HeaderGroup<Features, Row>[];
  renderHead: (header: Header<Features, Row, unknown>) => ReactNode;
  sort: TableSort | null;
  onSort: ((sort: TableSort) => void) | undefined;
  top: number | null;
  selection: { all: boolean; some: boolean; onAll: (on: boolean) => void } | null;
};

const FROM = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" } as const;

/** Classes that follow from a column's look; the same for head and cells. */
export function lookClasses(look: ColumnLook): string {
  return cn(
    look.align === "end" && "text-right",
    look.align === "center" && "text-center",
    look.from && FROM[look.from],
    look.width === undefined && "max-w-0",
  );
}

function SortButton({
  look,
  sort,
  onSort,
  children,
}: {
  look: ColumnLook;
  sort: TableSort | null;
  onSort: (s: TableSort) => void;
  children: ReactNode;
}) {
  const key = look.sortKey ?? "";
  const active = sort?.key === key ? sort.direction : null;
  const Icon = active === "asc" ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      onClick={() => onSort({ key, direction: active === "desc" ? "asc" : "desc" })}
      className={cn(
        "caps group inline-flex h-6 items-center gap-1 hover:text-ink",
        active && "text-ink",
        look.align === "end" && "flex-row-reverse",
      )}
    >
      {children}
      <Icon
        aria-hidden
        className={cn("size-3", active === null && "opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100")}
      />
    </button>
  );
}

/** Column heads in caps; the sorted one says so to everyone. */
export function TableHead<Row extends object>({
  groups,
  renderHead,
  sort,
  onSort,
  top,
  selection,
}: TableHeadProps<Row>) {
  return (
    <thead className={cn("bg-page", top !== null && "sticky z-10")} style={top === null ? undefined : { top }}>
      {groups.map((group) => (
        <tr key={group.id}>
          {selection && (
            <th scope="col" className="h-8 w-9 border-hair border-b px-3 max-sm:hidden">
              <Checkbox
                aria-label="Select all shown"
                checked={selection.all ? true : selection.some ? "indeterminate" : false}
                onCheckedChange={(on) => selection.onAll(on === true)}
              />
            </th>
          )}
          {group.headers.map((header) => {
            const look = header.column.columnDef.meta ?? {};
            const sorted = look.sortKey !== undefined && sort?.key === look.sortKey ? sort.direction : null;
            const word = header.isPlaceholder ? null : renderHead(header);
            return (
              <th
                key={header.id}
                scope="col"
                aria-sort={
                  look.sortKey === undefined
                    ? undefined
                    : sorted === null
                      ? "none"
                      : sorted === "asc"
                        ? "ascending"
                        : "descending"
                }
                style={look.width === undefined ? undefined : { width: look.width }}
                className={cn("caps h-8 whitespace-nowrap border-hair border-b px-3 max-sm:px-2", lookClasses(look))}
              >
                {look.sortKey !== undefined && onSort ? (
                  <SortButton look={look} sort={sort} onSort={onSort}>
                    {word}
                  </SortButton>
                ) : (
                  <span className={cn(look.headHidden && "sr-only")}>{word}</span>
                )}
              </th>
            );
          })}
        </tr>
      ))}
    </thead>
  );
}
