import { bigint, customType, integer, timestamp } from "drizzle-orm/pg-core";

/** First in every key and index: the customer boundary. */
export const workspaceId = () => integer("workspace_id").notNull();

/** Moments are stored with their zone and read back as Date. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** int8 ids stay below 2^53 (allocated per workspace in blocks), so a number is exact. */
export const int8 = (name: string) => bigint(name, { mode: "number" });

/** 64-bit hashes need every bit. */
export const hash8 = (name: string) => bigint(name, { mode: "bigint" });

export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
