"use client";

import { type RefObject, useRef } from "react";
import { useShortcut } from "./shortcuts";

type RowKeys = {
  enabled: boolean;
  ids: readonly string[];
  openId: string | null;
  body: RefObject<HTMLTableSectionElement | null>;
  /** Called before the row gets the focus: it may have to be drawn first. */
  onReach: (index: number) => void;
  onMove: (index: number) => void;
  onToggle: ((id: string) => void) | undefined;
};

function focusRow(body: HTMLElement | null, id: string): boolean {
  const row = body?.querySelector<HTMLElement>(`tr[data-row-id="${CSS.escape(id)}"]`);
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
  return row !== null && row !== undefined;
}

/** `j` and `k` move the focus from row to row, `x` ticks; Enter is the row's own. */
export function useRowKeys({ enabled, ids, openId, body, onReach, onMove, onToggle }: RowKeys): void {
  const at = useRef<string | null>(null);

  const here = (): string | null => {
    const focused = body.current?.contains(document.activeElement)
      ? document.activeElement?.closest("tr")?.getAttribute("data-row-id")
      : null;
    return focused ?? openId ?? at.current;
  };
  const move = (by: 1 | -1) => {
    const from = ids.indexOf(here() ?? "");
    const to = Math.min(ids.length - 1, Math.max(0, from < 0 ? 0 : from + by));
    const id = ids[to];
    if (id === undefined) return;
    at.current = id;
    onReach(to);
    onMove(to);
    // At once where it can be, so that Enter right after finds it; else the row exists after the next drawing.
    if (!focusRow(body.current, id)) requestAnimationFrame(() => focusRow(body.current, id));
  };
  useShortcut("j", "Next row", () => move(1), { group: "Lists", enabled });
  useShortcut("k", "Previous row", () => move(-1), { group: "Lists", enabled });
  useShortcut(
    "x",
    "Select row",
    () => {
      const id = here();
      if (id !== null) onToggle?.(id);
    },
    { group: "Lists", enabled: enabled && onToggle !== undefined },
  );
}
