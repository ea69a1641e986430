import { z } from "zod";

/** What a token may do, and nothing else: send inventories, or read what a viewer reads. */
export const TOKEN_SCOPES = ["inventory:push", "read"] as const;
export const TokenScope = z.enum(TOKEN_SCOPES);
export type TokenScope = z.infer<typeof TokenScope>;

export const TOKEN_SCOPE_WORDS: Record<TokenScope, string> = {
  "inventory:push": "send inventories and documents, and see how each was taken",
  read: "read what a viewer reads",
};

/** Every token starts so: a leaked one can be found by searching for it. */
export const TOKEN_MARK = "flt_";

export const MAX_TOKEN_DAYS = 3_650;

export const TokenInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "A token needs a name: say who will use it.")
    .max(80, "A token's name has at most 80 characters."),
  scopes: z
    .array(TokenScope)
    .min(1, `Name what the token may do: ${TOKEN_SCOPES.join(", ")}.`)
    .max(TOKEN_SCOPES.length),
  /** Days until it ends; null = it never ends by itself. */
  days: z.number().int().min(1).max(MAX_TOKEN_DAYS).nullable().default(90),
});
export type TokenInput = z.input<typeof TokenInput>;

/** A token as lists show it: never the token itself. */
export const TokenRow = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string().describe("Its first characters, so that people can tell tokens apart."),
  scopes: z.array(TokenScope),
  createdBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable().describe("To the minute; null = never used."),
  state: z.enum(["active", "expired", "revoked"]),
});
export type TokenRow = z.infer<typeof TokenRow>;
