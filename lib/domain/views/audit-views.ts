import { z } from "zod";
import { JsonObject } from "../json";
import { AsOf } from "../page";

/** `action` and `entity` are our own words; unknown ones match nothing. */
export const AuditQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  action: z.string().max(60).optional(),
  entity: z.string().max(60).optional(),
  entityId: z.string().max(80).optional(),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AuditRow = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  entity: z.string(),
  entityId: z.string(),
  detail: JsonObject,
  requestId: z.string().nullable(),
});
export type AuditRow = z.infer<typeof AuditRow>;

/** Without a total: the log only grows, and nobody needs it counted. */
export const AuditPage = z.object({ rows: z.array(AuditRow), next: z.string().nullable(), asOf: AsOf });
export type AuditPage = z.infer<typeof AuditPage>;
