"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useState } from "react";

/** Up to here every row is in the page: find-in-page, printing and reading aloud then need no tricks. */
const ALL_ROWS = 100;

type RowWindow = {
  indexes: number[];
  before: number;
  after: number;
  reveal: (index: number) => void;
  /** Goes onto each drawn row, whose height may grow where titles wrap. */
  measure: (row: HTMLTableRowElement | null) => void;
};

/** Which rows to draw, and the space of those left out above and below, in px. The window is the scroller. */
export function useRowWindow(body: RefObject<HTMLElement | null>, count: number, rowHeight: number): RowWindow {
  const [offset, setOffset] = useState(0);
  const virtual = count > ALL_ROWS;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the table moves when its rows change
  useLayoutEffect(() => {
    if (body.current) setOffset(body.current.getBoundingClientRect().top + window.scrollY);
  }, [body, count]);

  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: offset,
    enabled: virtual,
    initialRect: { width: 1440, height: 1000 },
  });
  if (!virtual) {
    return {
      indexes: Array.from({ length: count }, (_, i) => i),
      before: 0,
      after: 0,
      reveal: () => {},
      measure: () => {},
    };
  }
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  return {
    indexes: items.map((i) => i.index),
    before: first ? first.start - offset : 0,
    after: last ? virtualizer.getTotalSize() - (last.end - offset) : 0,
    measure: virtualizer.measureElement,
    reveal: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
  };
}
