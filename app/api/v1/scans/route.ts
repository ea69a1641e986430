import { LIST_SCANS } from "@/app/api/v1/_doors/estate";
import { open } from "@/app/api/v1/_doors/open";
import { getScanLedger } from "@/lib/services/scan/ledger";

export const GET = open(LIST_SCANS, (ctx, { query }) => getScanLedger(ctx, query));
