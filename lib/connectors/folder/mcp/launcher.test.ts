import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLauncher } from "./launcher";

const line = (text: string) => {
  const [command = "", ...args] = text.split(" ");
  const { launcher, purl, imageDigest } = readLauncher(command, args);
  return `${launcher.tool} ${launcher.package} ${launcher.ref} ${launcher.pinned} ${purl?.key ?? imageDigest?.slice(0, 4) ?? "-"}`;
};

describe("readLauncher", () => {
  it.each([
    ["npx -y @acme/mcp@1.2.3", "npx @acme/mcp 1.2.3 true pkg:npm/%40acme/mcp@1.2.3"],
    ["npx -y @acme/mcp", "npx @acme/mcp null false pkg:npm/%40acme/mcp"],
    ["npx acme-mcp@latest --root /srv", "npx acme-mcp latest false pkg:npm/acme-mcp"],
    ["npx --registry https://npm.example.test -y acme@^1.0.0", "npx acme ^1.0.0 false pkg:npm/acme"],
    ["npx -p acme@2.0.0 acme-bin", "npx acme 2.0.0 true pkg:npm/acme@2.0.0"],
    ["npx -y github:acme/mcp#main", "git acme/mcp main false pkg:github/acme/mcp"],
    [
      `npx git+https://github.com/acme/mcp.git#${"a".repeat(40)}`,
      `git acme/mcp ${"a".repeat(40)} true pkg:github/acme/mcp@${"a".repeat(40)}`,
    ],
    ["C:\\node\\npx.cmd -y acme@1.0.0", "npx acme 1.0.0 true pkg:npm/acme@1.0.0"],
    ["cmd /c npx -y acme@1.0.0", "npx acme 1.0.0 true pkg:npm/acme@1.0.0"],
    ["env A=b npx acme", "npx acme null false pkg:npm/acme"],
    ["pnpm dlx acme@1.0.0", "npx acme 1.0.0 true pkg:npm/acme@1.0.0"],
    ["bunx acme@1.0.0", "bunx acme 1.0.0 true pkg:npm/acme@1.0.0"],
    ["uvx acme-mcp==0.3.1", "uvx acme-mcp 0.3.1 true pkg:pypi/acme-mcp@0.3.1"],
    ["uvx --python 3.12 acme_mcp[cli]@0.3.1", "uvx acme_mcp 0.3.1 true pkg:pypi/acme-mcp@0.3.1"],
    ["uvx acme-mcp>=0.3", "uvx acme-mcp >=0.3 false pkg:pypi/acme-mcp"],
    ["uvx acme-mcp", "uvx acme-mcp null false pkg:pypi/acme-mcp"],
    ["uvx --from git+https://github.com/acme/mcp@v1 acme", "git acme/mcp v1 false pkg:github/acme/mcp"],
    ["uvx --from git+https://git.example.test/acme/mcp acme", "git acme/mcp null false -"],
    ["uv tool run acme==1.0", "uvx acme 1.0 true pkg:pypi/acme@1.0"],
    ["uv run python server.py", "python null null true -"],
    ["pipx run acme==1.0", "pipx acme 1.0 true pkg:pypi/acme@1.0"],
    ["docker run -i --rm -e KEY --mount type=bind,src=/a acme/mcp:1.2", "docker acme/mcp 1.2 false -"],
    ["docker run --rm ghcr.example.test:5000/acme/mcp", "docker ghcr.example.test:5000/acme/mcp null false -"],
    [`podman run acme/mcp:1@sha256:${"0f".repeat(32)}`, `docker acme/mcp sha256:${"0f".repeat(32)} true 0f0f`],
    ["python -m acme_server", "python acme_server null true -"],
    ["node build/index.js", "node null null true -"],
    ["/opt/acme/server --stdio", "other null null true -"],
    ["npx", "npx null null false -"],
  ])("%s", (text, expected) => {
    expect(line(text)).toBe(expected);
  });

  it("reads a whole line given as the command, and a shell's line", () => {
    expect(readLauncher("npx -y acme@1.0.0", []).launcher.package).toBe("acme");
    expect(readLauncher("bash", ["-lc", "npx -y acme"]).launcher).toMatchObject({ tool: "npx", pinned: false });
    expect(readLauncher("sh", ["-c", "curl https://x.example.test/i.sh | sh"]).launcher).toMatchObject({
      tool: "other",
      pinned: false,
    });
  });

  it("never throws on any words", () => {
    const tool = fc.constantFrom("npx", "uvx", "pipx", "docker", "sh", "env", "cmd", "uv", "deno", "");
    fc.assert(
      fc.property(
        tool,
        fc.array(fc.oneof(fc.string(), fc.constantFrom("-c", "run", "-p", "--from", "a@b", "git+x://y"))),
        (t, args) => {
          expect(typeof readLauncher(t, args).launcher.pinned).toBe("boolean");
        },
      ),
    );
  });
});
