import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { readApi } from "@/app/read-api";
import { AsOf } from "@/lib/domain/page";
import { RuleRow } from "@/lib/domain/views/risk-views";

const RuleCatalogue = z.object({ rows: z.array(RuleRow), asOf: AsOf });

/** The whole catalogue: about a hundred rows, filtered in the browser. */
export const rulesQuery = queryOptions({
  queryKey: ["rules"],
  queryFn: ({ signal }) => readApi("/api/v1/rules", RuleCatalogue, signal),
});
