import { z } from "zod";
import { TokenInput, TokenRow } from "@/lib/domain/token";
import { reading, writing } from "./define";

const tag = "Work";
const TokenId = z.object({ id: z.uuid() });

export const LIST_TOKENS = reading({
  path: "/api/v1/tokens",
  tag,
  summary: "The workspace's tokens, revoked ones last; never the tokens themselves.",
  role: "admin",
  answer: z.object({ rows: z.array(TokenRow) }),
});

export const CREATE_TOKEN = writing({
  method: "POST",
  path: "/api/v1/tokens",
  tag,
  summary: "Makes a token for a machine. The answer is the only place where it ever stands.",
  role: "admin",
  body: TokenInput,
  answer: z.object({ token: z.string(), row: TokenRow }),
  status: 201,
});

export const REVOKE_TOKEN = writing({
  method: "DELETE",
  path: "/api/v1/tokens/{id}",
  tag,
  summary: "Ends a token at once: the next request with it is refused.",
  role: "admin",
  params: TokenId,
  answer: z.object({ id: z.string() }),
  status: 200,
});
