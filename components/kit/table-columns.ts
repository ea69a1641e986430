import {
  type ColumnDef,
  type ColumnHelper,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
} from "@tanstack/react-table";

/** How a column stands in the sheet. */
export type ColumnLook = {
  align?: "start" | "end" | "center";
  /** CSS width; without it the column takes what is left, and its text is cut instead of the table growing. */
  width?: number | string;
  /** Left out below this width of the window. */
  from?: "sm" | "md" | "lg" | "xl";
  /** The key the server sorts by; without it the head is plain text. */
  sortKey?: string;
  /** Head for assistive technology when the cell speaks for itself. */
  headHidden?: boolean;
};

export const TABLE_FEATURES = tableFeatures({ columnVisibilityFeature, columnMeta: {} as ColumnLook });

// biome-ignore lint/suspicious/noExplicitAny: a list of columns holds cells of many value types
export type TableColumn<Row extends object> = ColumnDef<typeof TABLE_FEATURES, Row, any>;

/** `const col = tableColumns<Row>()`, then `col.accessor("title", { header, cell, meta })` or `col.display({ id, … })`. */
export function tableColumns<Row extends object>(): ColumnHelper<typeof TABLE_FEATURES, Row> {
  return createColumnHelper<typeof TABLE_FEATURES, Row>();
}
