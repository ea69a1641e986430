import { KIND_LABEL } from "@/lib/domain/asset";
import { showText } from "@/lib/domain/text";
import type { ScanLedger } from "@/lib/domain/views/work-views";
import { fileColumns } from "../_parts/file-columns";

export type LedgerFile = ScanLedger["files"][number];

/** The columns of the ledger: a file, and the asset it lies in. */
export const LEDGER_COLUMNS = fileColumns<LedgerFile>((file) =>
  file.place === null
    ? "In no asset that is known"
    : `${KIND_LABEL[file.place.kind].one} ${showText(file.place.name, 120)}`,
);
