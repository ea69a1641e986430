"use client";

import type { KeyboardEvent, MouseEvent, ReactNode } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/cn";
import { lookClasses } from "./data-table-head";
import type { ColumnLook } from "./table-columns";

type TableRowProps = {
  id: string;
  index: number;
  height: number;
  measure: (row: HTMLTableRowElement | null) => void;
  current: boolean;
  onOpen?: () => void;
  selection: { checked: boolean; onToggle: () => void } | null;
  cells: { id: string; look: ColumnLook; content: ReactNode }[];
};

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("a, button, input, label, [role=checkbox], [role=menu]") !== null;
}

/** One row. The whole row opens for the mouse and for Enter when it has the focus; links inside keep their own way. */
export function TableRow({ id, index, height, measure, current, onOpen, selection, cells }: TableRowProps) {
  const onClick = (event: MouseEvent) => {
    if (onOpen && !isControl(event.target) && !window.getSelection()?.toString()) onOpen();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (onOpen && event.key === "Enter" && event.target === event.currentTarget) {
      event.preventDefault();
      onOpen();
    }
  };
  return (
    <tr
      ref={measure}
      data-index={index}
      data-row-id={id}
      aria-rowindex={index + 2}
      aria-current={current ? "true" : undefined}
      tabIndex={-1}
      onClick={onClick}
      onKeyDown={onKeyDown}
      className={cn(
        "group/row focus-visible:-outline-offset-2",
        onOpen && "cursor-pointer hover:bg-wash",
        (current || selection?.checked) && "bg-wash",
      )}
      style={{ height }}
    >
      {selection && (
        <td className="border-hair border-b px-3 max-sm:hidden">
          <Checkbox aria-label="Select this row" checked={selection.checked} onCheckedChange={selection.onToggle} />
        </td>
      )}
      {cells.map((cell, i) => (
        <td
          key={cell.id}
          className={cn(
            "border-hair border-b px-3 max-sm:px-2 max-sm:py-2 max-sm:align-top",
            lookClasses(cell.look),
            i === 0 && current && "shadow-[inset_2px_0_0_var(--ink)]",
          )}
        >
          {cell.content}
        </td>
      ))}
    </tr>
  );
}
