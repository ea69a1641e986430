import { createLoader, parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { TicketState } from "@/lib/domain/ticket";
import { DUE_WINDOWS } from "../_parts/due-windows";

/** The filters, named as the API names them. `assignee` is a person's id, `me` or `none`. */
export const TICKET_PARAMS = {
  q: parseAsString.withDefault(""),
  state: parseAsArrayOf(parseAsStringLiteral(TicketState.options)).withDefault([]),
  assignee: parseAsString,
  due: parseAsArrayOf(parseAsStringLiteral(DUE_WINDOWS)).withDefault([]),
};
export const loadTicketParams = createLoader(TICKET_PARAMS);
export type TicketFilters = Awaited<ReturnType<typeof loadTicketParams>>;

export const NO_FILTERS: TicketFilters = { q: "", state: [], assignee: null, due: [] };
