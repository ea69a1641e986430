import { describe, expect, it } from "vitest";
import { FaultlineError } from "@/lib/domain/errors";
import { refuseCrossSite } from "./same-origin";

const HOST = { host: "faultline.internal:3000" };

function refused(headers: Record<string, string>, method = "POST", ownUrl?: string): boolean {
  try {
    refuseCrossSite(
      new Request("http://127.0.0.1:3000/api/v1/tickets", { method, headers: { ...HOST, ...headers } }),
      ownUrl,
    );
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(FaultlineError);
    expect(error instanceof FaultlineError && error.code).toBe("forbidden");
    return true;
  }
}

describe("changes from another site", () => {
  it.each([
    [{ "sec-fetch-site": "cross-site" }],
    [{ "sec-fetch-site": "same-site" }],
    [{ "sec-fetch-site": "cross-site", origin: "http://faultline.internal:3000" }],
    [{ "sec-fetch-site": "nonsense" }],
    [{ origin: "https://elsewhere.invalid" }],
    [{ origin: "http://faultline.internal:3001" }],
    [{ origin: "null" }],
    [{ origin: "" }],
  ])("are refused: %j", (headers) => {
    for (const method of ["POST", "PATCH", "DELETE", "PUT"]) expect(refused(headers, method)).toBe(true);
  });

  it.each([
    [{ "sec-fetch-site": "same-origin" }],
    [{ "sec-fetch-site": "none" }],
    [{ origin: "http://faultline.internal:3000" }],
    [{ origin: "https://people.invalid", "x-forwarded-host": "people.invalid, proxy" }],
    [{}],
  ])("pass when they are not: %j", (headers) => {
    expect(refused(headers)).toBe(false);
  });

  it("know the address people use", () => {
    expect(refused({ origin: "https://posture.invalid" }, "POST", "https://posture.invalid/")).toBe(false);
    expect(refused({ origin: "https://posture.invalid" }, "POST", "not a url")).toBe(true);
  });

  it("do not stop reading", () => {
    expect(refused({ "sec-fetch-site": "cross-site" }, "GET")).toBe(false);
  });
});
