import { expect, it } from "vitest";
import { connector } from "./connector";

it("has nothing to collect and no files, and says so", async () => {
  const collecting = async () => {
    for await (const _ of connector.collect({
      config: {},
      keepPage: async () => {},
      progress: async () => {},
      signal: new AbortController().signal,
    }));
  };
  await expect(collecting()).rejects.toThrow("fed from outside");
  await expect(connector.openFile({}, "a.bin")).rejects.toMatchObject({ code: "not_found", where: "a.bin" });
  expect((await connector.test({})).every((check) => check.ok)).toBe(true);
});
