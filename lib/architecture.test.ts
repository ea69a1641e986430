import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OURS = ["app", "components", "lib", "db", "e2e", "bench"];
const TEST_FILE = /\.test\.tsx?$|(^|\/)(fixtures|testing)\//;

/** Every file below the folders of `root` that exist, as paths relative to it with forward slashes. */
function filesIn(folders: readonly string[], wanted: RegExp, root = ROOT): string[] {
  return folders
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .filter((file) => wanted.test(file))
    .sort();
}

const read = (file: string, root = ROOT): string => readFileSync(path.join(root, file), "utf8");

/** A folder with the given files, gone when the tests end. */
const planted: string[] = [];
function plant(files: Record<string, string>): string {
  const dir = mkdtempSync(path.join(tmpdir(), "faultline-planted-"));
  planted.push(dir);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    writeFileSync(path.join(dir, file), text);
  }
  return dir;
}
afterAll(() => {
  for (const dir of planted) rmSync(dir, { recursive: true, force: true });
});

const Cruise = z.object({
  modules: z.array(
    z.object({
      source: z.string(),
      dependencies: z.array(z.object({ resolved: z.string(), dependencyTypes: z.array(z.string()) })),
    }),
  ),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});
type Cruise = z.infer<typeof Cruise>;

async function cruise(root: string): Promise<Cruise> {
  const folders = OURS.filter((folder) => existsSync(path.join(root, folder)));
  const bin = path.join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const args = [bin, "--config", ".dependency-cruiser.cjs", "--output-type", "json", ...folders];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 200_000_000 });
  return Cruise.parse(JSON.parse(stdout));
}

describe("who may import whom", () => {
  it("holds for every module of ours", { timeout: 120_000 }, async () => {
    const result = await cruise(ROOT);
    expect(result.summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
    // A cruiser that understands nothing finds nothing wrong: it must have seen each of our files, and through the alias too.
    const seen = new Set(result.modules.map(({ source }) => source));
    expect(filesIn(["lib", "db"], /\.tsx?$/).filter((file) => !seen.has(file))).toEqual([]);
    expect(seen.size).toBeGreaterThan(50);
    const severity = result.modules.find(({ source }) => source === "lib/domain/severity.ts");
    expect(severity?.dependencies.map(({ resolved }) => resolved)).toContain("db/enums.ts");
    expect(browserReach(result, ROOT)).toEqual([]);
  });

  it("catches a planted breach of each kind", { timeout: 120_000 }, async () => {
    const root = plant({
      "package.json": '{"type":"module","dependencies":{}}',
      "tsconfig.json": '{"compilerOptions":{"module":"esnext","moduleResolution":"bundler","paths":{"@/*":["./*"]}}}',
      "db/client.ts": "export const db = 1;",
      "lib/domain/asset.ts":
        'import { db } from "@/db/client";\nimport { readFileSync } from "node:fs";\nexport const asset = [db, readFileSync];',
      "lib/connectors/aws/connector.ts": 'import { azure } from "../azure/connector";\nexport const aws = azure;',
      "lib/connectors/azure/connector.ts": "export const azure = 1;",
      "lib/graph/walk.ts": 'import { score } from "@/lib/risk/score";\nexport const walk = score;',
      "lib/risk/score.ts": 'import { walk } from "@/lib/graph/walk";\nexport const score = walk;',
      "lib/bytes/file-source.ts": "export const open = 1;",
      "lib/bytes/slice-source.ts": "export const slice = 1;",
      "lib/scanners/gguf/scanner.ts":
        'import { open } from "@/lib/bytes/file-source";\nimport { slice } from "@/lib/bytes/slice-source";\nexport const scan = [open, slice];',
      "lib/pipeline/rank.ts": 'import { db } from "@/db/client";\nexport const rank = db;',
      "app/(dashboard)/_parts/list.tsx": 'import { t } from "../tickets/board";\nexport const list = t;',
      "lib/odds/end.ts": 'import { asset } from "@/lib/domain/asset";\nexport const end = asset;',
      "components/kit/table.tsx": 'import { x } from "@/components/posture/chip";\nexport const table = x;',
      "components/posture/chip.tsx": "export const x = 1;",
      "app/(dashboard)/risks/page.tsx":
        'import { db } from "@/db/client";\nimport { t } from "../tickets/board";\nexport const page = [db, t];',
      "app/(dashboard)/tickets/board.tsx":
        '// the board\n"use client";\nimport { list } from "@/lib/services/tickets";\nexport const t = list;',
      "lib/services/tickets.ts": "export const list = 1;",
      "lib/net/fetch.ts": 'import { missing } from "./missing";\nexport const f = missing;',
    });
    cpSync(path.join(ROOT, ".dependency-cruiser.cjs"), path.join(root, ".dependency-cruiser.cjs"));
    const { summary } = await cruise(root);
    const caught = new Set(summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`));
    expect(summary.violations.filter(({ to }) => to === "lib/bytes/slice-source.ts")).toEqual([]);
    expect([...caught]).toEqual(
      expect.arrayContaining([
        "lib/domain/asset.ts: lib/domain: not on its list",
        "lib/domain/asset.ts: pure rooms touch neither disk nor network",
        "lib/connectors/aws/connector.ts: lib/connectors/x: not on its list",
        "lib/graph/walk.ts: lib/graph: not on its list",
        "lib/graph/walk.ts: no-circle",
        "lib/scanners/gguf/scanner.ts: scanners: open nothing",
        "lib/pipeline/rank.ts: pipeline and cli: the connection only to open and close it",
        "app/(dashboard)/_parts/list.tsx: a screen uses its own files",
        "lib/odds/end.ts: no room",
        "components/kit/table.tsx: components/kit: not on its list",
        "app/(dashboard)/risks/page.tsx: app: not on its list",
        "app/(dashboard)/risks/page.tsx: a screen uses its own files",
        "app/(dashboard)/tickets/board.tsx: client files stay in the browser",
        "lib/net/fetch.ts: no-unresolvable",
      ]),
    );
  });

  it("follows a client file through others to the database, but not over a server action", () => {
    const root = plant({
      "app/a/client.tsx": '"use client";',
      "app/a/query.ts": "",
      "app/a/actions.ts": '"use server";',
      "lib/services/list.ts": "",
    });
    const module = (source: string, ...to: string[]) => ({
      source,
      dependencies: to.map((resolved) => ({ resolved, dependencyTypes: ["local"] })),
    });
    const server = module("lib/services/list.ts");
    const actions = module("app/a/actions.ts", "lib/services/list.ts");
    const query = module("app/a/query.ts", "lib/services/list.ts");
    const summary = { violations: [] };
    const reach = (...modules: Cruise["modules"]) =>
      browserReach({ modules: [...modules, server, actions, query], summary }, root);
    expect(reach(module("app/a/client.tsx", "app/a/actions.ts"))).toEqual([]);
    expect(reach(module("app/a/client.tsx", "app/a/query.ts"))).toEqual([
      "app/a/client.tsx reaches lib/services/list.ts",
    ]);
  });
});

/** What client files reach that must stay on the server; types vanish, and a "use server" file is a call over the wire. */
function browserReach({ modules }: Cruise, root: string): string[] {
  const byName = new Map(modules.map((module) => [module.source, module]));
  const starts = (file: string, directive: string): boolean =>
    existsSync(path.join(root, file)) &&
    new RegExp(`^(\\s|//.*\\n|/\\*[\\s\\S]*?\\*/)*["']${directive}["']`).test(read(file, root));
  const inBrowser = (file: string): boolean => !/^(lib\/(?!domain\/|navigation\.ts$)|db\/(?!enums\.ts$))/.test(file);
  const breaches: string[] = [];
  for (const { source } of modules) {
    if (
      TEST_FILE.test(source) ||
      !(source.startsWith("components/") || (source.startsWith("app/") && starts(source, "use client")))
    )
      continue;
    const seen = new Set([source]);
    for (const file of seen) {
      if (!inBrowser(file)) {
        breaches.push(`${source} reaches ${file}`);
        continue;
      }
      for (const { resolved, dependencyTypes } of byName.get(file)?.dependencies ?? []) {
        if (byName.has(resolved) && !dependencyTypes.includes("type-only") && !starts(resolved, "use server"))
          seen.add(resolved);
      }
    }
  }
  return breaches;
}

/** Folders of a registry's room that its registry.ts does not name; nothing where there is no registry. */
function unregistered(room: string, root = ROOT): string[] {
  const dir = path.join(root, room);
  if (!existsSync(path.join(dir, "registry.ts"))) return [];
  const registry = read(`${room}/registry.ts`, root);
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        /^(manifest|rule|path|importer|scanner|connector|feed|tracker|notifier)\.ts$/.test(entry.name),
    )
    .map((entry) => path.relative(dir, entry.parentPath).split(path.sep).join("/"))
    .filter(
      (folder) =>
        folder !== "" &&
        !TEST_FILE.test(`${folder}/`) &&
        !registry.includes(`"./${folder}/`) &&
        !registry.includes(`"./${folder}"`),
    )
    .map((folder) => `${room}/${folder}`);
}

describe("registries", () => {
  const ROOMS = ["connectors", "importers", "scanners", "feeds", "trackers", "notifiers", "rules"].map(
    (room) => `lib/${room}`,
  );

  it.each(ROOMS)("every folder of %s is registered", (room) => {
    expect([...new Set(unregistered(room))]).toEqual([]);
  });

  it("misses no folder that a registry forgot", () => {
    const files = {
      "lib/rules/registry.ts": 'import { a } from "./model/a/rule";',
      "lib/rules/model/a/rule.ts": "",
      "lib/rules/model/b/rule.ts": "",
    };
    expect(unregistered("lib/rules", plant(files))).toEqual(["lib/rules/model/b"]);
  });
});

/** Paths in backticks that a README names and that are not there. */
function deadPaths(readme: string, root = ROOT): string[] {
  const names = [...read(readme, root).matchAll(/`([^`\s]+)`/g)].map(([, name = ""]) => name);
  const isPath = (name: string): boolean =>
    /^[\w.()[\]/-]+$/.test(name) &&
    (/^(\.\.?|app|components|lib|db|drizzle|e2e|public|bench|examples)\//.test(name) ||
      /^[\w-]+\.(ts|tsx|mjs|cjs|md)$/.test(name));
  const there = (name: string): boolean =>
    [path.join(root, path.dirname(readme), name), path.join(root, name)].some((file) => existsSync(file));
  return names.filter((name) => isPath(name) && !there(name)).map((name) => `${readme}: ${name}`);
}

describe("what READMEs name", () => {
  it("exists", () => {
    const readmes = filesIn(["lib", "db", "app", "components"], /(^|\/)README\.md$/);
    expect(readmes).toContain("db/embedded/README.md");
    expect(readmes.flatMap((file) => deadPaths(file))).toEqual([]);
  });

  it("is noticed when it does not", () => {
    const root = plant({
      "lib/x/README.md": "See `lib/gone.ts`, `here.ts`, `lost.ts`, `application/json`, `lib/<room>/a.ts`.",
      "lib/x/here.ts": "",
    });
    expect(deadPaths("lib/x/README.md", root)).toEqual(["lib/x/README.md: lib/gone.ts", "lib/x/README.md: lost.ts"]);
  });
});

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

const parse = (file: string, text: string): ts.SourceFile =>
  ts.createSourceFile(
    file,
    text,
    ts.ScriptTarget.Latest,
    true,
    file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );

const HUES =
  "slate|gray|zinc|neutral|stone|red|orange|amber|yellow|lime|green|emerald|teal|cyan|sky|blue|indigo|violet|purple|fuchsia|pink|rose";
const PALETTE = new RegExp(`-(${HUES})-\\d{2,3}\\b`);
const RAW_COLOUR = /#[0-9a-f]{3,8}\b|\b(rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(/i;

/** Class names with a colour that is no token of ours, as `file:line text`. */
function rawColours(file: string, text: string): string[] {
  const source = parse(file, text);
  const found: string[] = [];
  const report = (node: ts.Node, what: string): number =>
    found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${what}`);
  walk(source, (node) => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      const palette = PALETTE.exec(node.text);
      if (palette) report(node, palette[0]);
    }
    if (ts.isJsxAttribute(node) && /classname$/i.test(node.name.getText())) {
      const raw = RAW_COLOUR.exec(node.initializer?.getText() ?? "");
      if (raw) report(node, raw[0]);
    }
  });
  return found;
}

describe("colours", () => {
  it("come from tokens in every class name", () => {
    expect(filesIn(["app", "components"], /\.tsx$/).flatMap((file) => rawColours(file, read(file)))).toEqual([]);
  });

  it("are caught when raw", () => {
    expect(
      rawColours(
        "a.tsx",
        'const a = <p className="p-2 text-red-500" />;\nconst b = <p className={cn("bg-[#fff]")} />;\nconst c = <p className={`border-[rgb(1,2,3)] p-1`} />;',
      ),
    ).toEqual(["a.tsx:1 -red-500", "a.tsx:2 #fff", "a.tsx:3 rgb("]);
    expect(rawColours("a.tsx", 'const a = <a className="text-band-critical" href="#faced">issue #123</a>;')).toEqual(
      [],
    );
  });
});

/** What a verb that writes forgets: a check of who asks, or the audit row. */
function unguarded(file: string, text: string): string[] {
  if (!/\bwithTransaction\s*(<[^>]*>)?\(/.test(text) || /function withTransaction\b/.test(text)) return [];
  const lacks = (name: string): boolean => !new RegExp(`\\b(${name})\\s*\\(`).test(text);
  return [
    ...(lacks("requireScope|requireRole") ? [`${file}: requireScope`] : []),
    ...(lacks("emitAudit") ? [`${file}: emitAudit`] : []),
  ];
}

/** Verbs that write only what a run holds for itself, each with why no audit row is due. */
const NO_AUDIT_ROW: Record<string, string> = {
  "lib/services/inventory/raw-pages.ts":
    "keeps what came in, before anything is made of it: the run that reads it writes the row",
  "lib/services/inventory/stage-batch.ts":
    "raw pages and the staged batch of a run: nothing anyone can see changes before applyBatch, which leaves the row",
  "lib/services/push/receive.ts":
    "the bytes of a push under way: nothing anyone can see changes before completePush, which leaves the row",
};

/** Doors into and out of a session: there is none yet, or none any more, that `action()` could ask for. */
const SESSION_DOORS = ["app/(auth)/actions.ts", "app/(dashboard)/_shell/actions.ts"];

/** Exports of a "use server" file that do not go through `action(`. */
function bareActions(file: string, text: string): string[] {
  const source = parse(file, text);
  const [first] = source.statements;
  if (
    !first ||
    !ts.isExpressionStatement(first) ||
    !ts.isStringLiteral(first.expression) ||
    first.expression.text !== "use server"
  )
    return [];
  const callsAction = (node: ts.Node): boolean => {
    let found = false;
    walk(node, (inner) => {
      if (ts.isCallExpression(inner) && inner.expression.getText() === "action") found = true;
    });
    return found;
  };
  const exported = (node: ts.Statement): boolean =>
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  return source.statements
    .filter((node) => ts.isExportDeclaration(node) || ts.isExportAssignment(node) || exported(node))
    .filter(
      (node) =>
        !ts.isTypeAliasDeclaration(node) &&
        !ts.isInterfaceDeclaration(node) &&
        !(ts.isExportDeclaration(node) && node.isTypeOnly),
    )
    .flatMap((node): ts.Node[] => (ts.isVariableStatement(node) ? [...node.declarationList.declarations] : [node]))
    .filter((node) => !callsAction(node))
    .map((node) => `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
}

describe("writes", () => {
  it("ask who writes and leave an audit row", () => {
    const verbs = filesIn(["lib/services"], /\.ts$/).filter((file) => !TEST_FILE.test(file));
    expect(verbs.flatMap((file) => unguarded(file, read(file)))).toEqual(
      Object.keys(NO_AUDIT_ROW).map((file) => `${file}: emitAudit`),
    );
  });

  it("go through action() in every server action", () => {
    const files = filesIn(["app", "lib", "components"], /\.tsx?$/).filter((file) => !SESSION_DOORS.includes(file));
    expect(files.flatMap((file) => bareActions(file, read(file)))).toEqual([]);
    for (const door of SESSION_DOORS)
      expect(read(door), door).toMatch(/import \{[^}]*\bsign(In|Out)\b[^}]*\} from "@\/app\/auth"/);
  });

  it("are caught without", () => {
    expect(unguarded("v.ts", "await withTransaction(ctx, async () => 1);")).toEqual([
      "v.ts: requireScope",
      "v.ts: emitAudit",
    ]);
    expect(
      unguarded("v.ts", "requireScope(ctx, s); await withTransaction<T>(c, async (tx) => emitAudit(tx));"),
    ).toEqual([]);
    const actions =
      '"use server";\nexport const a = action(verb);\nexport async function b() {\n  return 1;\n}\nexport async function c() {\n  return action(verb)(1);\n}\nexport type D = 1;\nexport { e } from "./e";';
    expect(bareActions("a.ts", actions)).toEqual(["a.ts:3", "a.ts:10"]);
    expect(bareActions("a.ts", "export const a = 1;")).toEqual([]);
  });
});

/** Names of the demo estate: a few that are known, and each host under `.example` that three of its documents name. */
function demoNames(root = ROOT): string[] {
  const hosts = filesIn(["examples"], /./, root).flatMap((file) => [
    ...new Set([...read(file, root).matchAll(/\b([a-z][a-z0-9-]{5,})\.example\b/g)].map(([, name = ""]) => name)),
  ]);
  const often = hosts.filter((name) => hosts.filter((other) => other === name).length >= 3);
  return [...new Set(["larkmoor", "quillstone", "tidewater", "ledgerlink", "webgrab", "claim-severity", ...often])];
}

describe("the demo estate", () => {
  it("is named nowhere but in its own connector", () => {
    const names = new RegExp(demoNames().join("|"), "i");
    const product = filesIn(["app", "components", "db", "lib"], /\.(tsx?|mjs|css|json|md)$/).filter(
      (file) => !TEST_FILE.test(file) && !file.startsWith("lib/connectors/demo/"),
    );
    expect(product.length).toBeGreaterThan(20);
    expect(product.filter((file) => names.test(read(file)))).toEqual([]);
  });

  it("gives its names from its documents", () => {
    const root = plant(
      Object.fromEntries([1, 2, 3].map((n) => [`examples/${n}.json`, `{"host":"hub.wintergreen.example"${n}}`])),
    );
    expect(demoNames(root)).toContain("wintergreen");
  });
});
