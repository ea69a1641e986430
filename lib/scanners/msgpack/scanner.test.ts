import { describe, it } from "vitest";
import { checkCase } from "../fixtures/check-case";
import { MSGPACK_CASES } from "./fixtures/cases";

describe("MessagePack scanner", () => {
  it.each(MSGPACK_CASES.map((c) => [c.name, c] as const))("%s", (_, c) => checkCase(c));
});
