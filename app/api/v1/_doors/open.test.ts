import { beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { Role } from "@/lib/domain/access";
import { FaultlineError } from "@/lib/domain/errors";
import { metrics } from "@/lib/services/metrics/registry";
import { reading, TextId, writing } from "./define";
import { open } from "./open";

const session = vi.hoisted(() => ({ role: null as Role | null }));
vi.mock("@/app/session", () => ({
  doorContext: async () => {
    if (!session.role) throw new FaultlineError("not_signed_in", "Sign in first.");
    return {
      workspaceId: 1,
      actor: { kind: "system", name: "Test" },
      role: session.role,
      scope: "all",
      requestId: "r",
    };
  },
}));

const Answer = z.object({ id: z.string(), n: z.number() });
const READ = reading({
  path: "/api/v1/things/{id}",
  tag: "Work",
  summary: "",
  params: TextId,
  query: z.object({ n: z.coerce.number().default(1) }),
  answer: Answer,
});
const WRITE = writing({
  method: "POST",
  path: "/api/v1/things/{id}",
  tag: "Work",
  summary: "",
  role: "analyst",
  params: TextId,
  body: z.object({ n: z.number("Say a number.") }),
  answer: Answer,
  status: 201,
});
const get = open(READ, (_, { params, query }) => ({ id: params.id, n: query.n }));
const write = open(WRITE, (_, { params, body }) => ({ id: params.id, n: body.n }));

const at = (id: string) => ({ params: Promise.resolve({ id }) });
const url = "http://127.0.0.1/api/v1/things/7";
const post = (body: string, headers: Record<string, string> = {}) =>
  write(
    new Request(url, { method: "POST", body, headers: { "content-type": "application/json", ...headers } }),
    at("7"),
  );
const told = async (response: Response) => {
  const { requestId, ...body } = await response.json();
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("x-request-id")).toBe(requestId);
  expect(body.docs).toBe("/api/v1/openapi.json");
  return [response.status, body.code, body.where];
};

beforeEach(() => {
  session.role = "analyst";
});

describe("an opened door", () => {
  it("answers, privately", async () => {
    const response = await get(new Request(`${url}?n=3`), at("7"));
    expect([response.status, await response.json()]).toEqual([200, { id: "7", n: 3 }]);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect((await post('{"n":2}')).status).toBe(201);
  });

  it("refuses in words", async () => {
    expect(await told(await get(new Request(url), at("seven")))).toEqual([404, "not_found", "/id"]);
    expect(await told(await get(new Request(`${url}?m=1`), at("7")))).toEqual([400, "invalid_input", "/"]);
    expect(await told(await post('{"n":"x"}'))).toEqual([400, "invalid_input", "/n"]);
    expect(await told(await post("{"))).toEqual([400, "invalid_input", "/"]);
    expect(await told(await post(`"${"x".repeat(WRITE.bodyLimitBytes)}"`))).toEqual([413, "limit", null]);
    expect(await told(await post('{"n":1}', { "sec-fetch-site": "cross-site" }))).toEqual([
      403,
      "forbidden",
      "Sec-Fetch-Site",
    ]);
  });

  it("asks who it is before it reads the body", async () => {
    session.role = "engineer";
    expect(await told(await post("{"))).toEqual([403, "forbidden", null]);
    session.role = null;
    expect(await told(await post("{"))).toEqual([401, "not_signed_in", null]);
    expect(await told(await get(new Request(url), at("seven")))).toEqual([401, "not_signed_in", null]);
  });

  it("never shows what went wrong inside", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const broken = open(READ, () => {
      throw new Error("secret words");
    });
    const response = await broken(new Request(url), at("7"));
    const text = await response.clone().text();
    expect(await told(response)).toEqual([500, "internal", null]);
    expect(text).not.toContain("secret");
    expect(String(log.mock.calls[0]?.[0])).toContain("secret words");
    log.mockRestore();
  });

  it("is counted by its path, never by the id", async () => {
    metrics().requests.reset();
    await get(new Request(url), at("7"));
    await get(new Request(url), at("8"));
    await get(new Request(url), at("seven"));
    const text = await metrics().registry.getSingleMetricAsString("faultline_http_requests_total");
    expect(text).toContain('faultline_http_requests_total{method="GET",door="/api/v1/things/{id}",status="200"} 2');
    expect(text).toContain('status="404"} 1');
  });
});
