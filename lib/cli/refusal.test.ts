import { describe, expect, it } from "vitest";
import { FaultlineError } from "@/lib/domain/errors";
import { databaseAt, refusalOf } from "./refusal";

const URL = "postgres://ada:secret-word@db.example:6432/risks";
const coded = (code: string, more: object = {}) => Object.assign(new Error(`${code} raw words`), { code, ...more });

describe("what a command says when it ends", () => {
  it("names the database without its password, however deep the cause lies", () => {
    const wrapped = new Error("Failed query", { cause: coded("28P01") });
    expect(refusalOf(wrapped, URL)).toBe("The database at db.example:6432/risks refuses the password in DATABASE_URL.");
    expect(refusalOf(coded("3D000"), URL)).toMatch(/^The server at db\.example:6432\/risks has no database/);
    expect(refusalOf(new Error("secretless", { cause: coded("ENOTFOUND") }), URL)).not.toContain("secret-word");
  });

  it("reads the first of several errors at once", () => {
    const both = new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")]);
    expect(refusalOf(both, "postgres://localhost/x")).toBe(
      "No database answers at localhost/x. Check DATABASE_URL and that the server runs.",
    );
  });

  it("names the path of a file that cannot be used", () => {
    expect(refusalOf(coded("EACCES", { path: "/srv/data" }), undefined)).toMatch(
      /^\/srv\/data cannot be used by this user/,
    );
    expect(refusalOf(coded("EROFS", { path: "/srv/data" }), undefined)).toContain("read-only");
  });

  it("passes our own sentences on and quotes one line of what it does not know", () => {
    expect(refusalOf(new FaultlineError("invalid_input", "No such role.", "role"))).toBe("No such role. (at role)");
    const odd = new Error("Failed query", { cause: new Error("odd thing\n    at stack") });
    expect(refusalOf(odd)).toBe("odd thing. LOG_LEVEL=debug shows where.");
  });

  it("knows a connection string when it sees one", () => {
    expect(databaseAt("postgresql://localhost/x")).toBe("localhost/x");
    expect(databaseAt("banana")).toBeNull();
    expect(databaseAt("http://localhost/x")).toBeNull();
  });
});
