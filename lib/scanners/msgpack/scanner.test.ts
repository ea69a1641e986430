import { describe, it } from "vitest";
import { checkCase } from "../testing/check-case";
import { MSGPACK_CASES } from "./fixtures/cases";

describe("MessagePack scanner", () => {
  it.each(MSGPACK_CASES.map((c) => [c.name, c] as const))("%s", async (_, c) => {
    await checkCase(c);
  });
});
