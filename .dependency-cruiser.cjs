// Who may import whom. Each room lists all of our code that it may import besides itself; everything not listed is forbidden.
const { readFileSync, readdirSync, existsSync } = require("node:fs");
const path = require("node:path");

const OURS = "^(app|components|lib|db|e2e|bench)/";
const DOMAIN = "^lib/domain/";
/** Rooms of one folder per member, where a member never imports its sibling; files directly in the room are shared by all. */
const SEVERAL = ["connectors", "importers", "feeds", "trackers", "notifiers", "scanners"];
const REGISTRIES = `^lib/(${[...SEVERAL, "rules"].join("|")})/registry\\.ts$`;

const member = (room, may) => ({
  name: `lib/${room}/x`,
  from: room === "connectors" ? "^lib/connectors/(?!demo/)([^/]+)/" : `^lib/${room}/([^/]+)/`,
  may: [`^lib/${room}/$1/`, `^lib/${room}/[^/]+\\.ts$`, DOMAIN, ...may],
});
const room = (name, may) => ({ name, from: `^${name}/`, may: [`^${name}/`, ...may] });

const NET = "^lib/net/";
const BYTES = "^lib/bytes/";
const GRAPH = "^lib/graph/";
/** Words and their numbers, importing nothing: whoever sorts by a word's rank reads it here and keeps no copy. */
const ENUMS = "^db/enums\\.ts$";
/** A collection is made of documents, so connectors hand what they find to the importers; never the other way round. */
const IMPORTERS = "^lib/importers/[^/]+\\.ts$";
/** What may be shown of bytes: a pickle's listing is a pure view of bytes that a person asks to see. */
const VIEWS = "^lib/scanners/pickle/listing\\.ts$";
/** Sources over bytes that a scanner was given (a slice, a member, a page cache). Not those that open something. */
const GIVEN_BYTES = "^lib/bytes/((range-source|buffer-source|slice-source|inflated-source|page-cache)\\.ts$|codecs/)";
/** Folders of the scanners' room that are no scanners: what several scanners read with, or judge by. */
const SCANNING = "^lib/scanners/(policy|zip-reader|tar-reader|python-source|json|jinja|protobuf|keras-config|xml)/";
const CONNECTION = "^db/client\\.ts$";

const ROOMS = [
  { name: "db/enums", from: "^db/enums\\.ts$", may: [] },
  room("db/schema", ["^db/enums\\.ts$", "^db/schema/"]),
  { name: "db/client", from: "^db/client\\.ts$", may: ["^db/schema/", "^db/enums\\.ts$"] },
  { name: "db/embedded", from: "^db/embedded(\\.ts$|/)", may: ["^db/embedded(\\.ts$|/)"] },
  { name: "db/testing", from: "^db/testing/", may: ["^db/"] },
  { name: "lib/navigation", from: "^lib/navigation\\.ts$", may: [] },
  room("lib/domain", ["^db/enums\\.ts$", "^db/schema/"]),
  room("lib/net", [DOMAIN]),
  room("lib/bytes", [DOMAIN, NET]),
  member("scanners", [GIVEN_BYTES, SCANNING]),
  // Where scanners run: bytes are handed in, so it knows no place that bytes come from.
  room("lib/sandbox", [DOMAIN, GIVEN_BYTES, "^lib/scanners/"]),
  member("connectors", [NET, BYTES, IMPORTERS]),
  member("importers", [NET, BYTES, ENUMS]),
  ...["feeds", "trackers", "notifiers"].map((name) => member(name, [NET, BYTES])),
  // The demo is a connector that replays an estate: its models and configurations are read by the folder connector itself,
  // so that there is no second way to read them.
  {
    name: "lib/connectors/demo",
    from: "^lib/connectors/demo/",
    may: ["^lib/connectors/(demo|folder)/", "^lib/connectors/[^/]+\\.ts$", DOMAIN, NET, BYTES, IMPORTERS],
  },
  // Registry and shared files of such a room: its members, and what the members may have.
  ...SEVERAL.map((name) => ({
    name: `lib/${name}`,
    from: `^lib/${name}/[^/]+\\.ts$`,
    may: [
      `^lib/${name}/`,
      DOMAIN,
      ...(name === "scanners" ? [GIVEN_BYTES] : [NET, BYTES]),
      ...(name === "connectors" ? [IMPORTERS] : []),
    ],
  })),
  room("lib/graph", [DOMAIN, ENUMS]),
  room("lib/engine", [DOMAIN, GRAPH, ENUMS]),
  room("lib/reports", [DOMAIN]),
  ...["lib/rules", "lib/risk", "lib/policies"].map((name) => room(name, [DOMAIN, GRAPH, ENUMS])),
  room("lib/services", [
    DOMAIN,
    GRAPH,
    "^lib/engine/",
    "^lib/risk/",
    "^lib/policies/",
    "^lib/reports/",
    REGISTRIES,
    "^lib/connectors/manifests\\.ts$",
    VIEWS,
    "^db/(client|enums)\\.ts$",
    "^db/schema/",
  ]),
  room("lib/pipeline", ["^lib/(?!cli/)", ENUMS, CONNECTION]),
  room("lib/cli", ["^lib/", "^db/embedded\\.ts$", CONNECTION]),
  room("components/ui", []),
  room("components/kit", ["^components/ui/"]),
  room("components/posture", ["^components/(ui|kit)/", DOMAIN]),
  room("app", ["^components/", "^lib/services/", DOMAIN, "^lib/navigation\\.ts$"]),
  room("e2e", ["^db/enums\\.ts$", "^db/schema/"]),
  room("bench", ["^lib/", CONNECTION, "^db/embedded\\.ts$", "^db/enums\\.ts$", "^db/schema/"]),
];

const TESTS = "(\\.test\\.tsx?$|/fixtures/|/testing/)";

/** The files of app that start with "use client": read from disk when the check runs, so none has to be listed. */
function clientFiles() {
  if (!existsSync("app")) return [];
  return readdirSync("app", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.posix.join(entry.parentPath.split(path.sep).join("/"), entry.name))
    .filter((file) => /^(\s|\/\/.*\n|\/\*[\s\S]*?\*\/)*["']use client["']/.test(readFileSync(file, "utf8")));
}

const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const clients = clientFiles().map((file) => `^${literally(file)}$`);

const forbidden = [
  { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
  { name: "no-unresolvable", severity: "error", from: { path: OURS }, to: { couldNotResolve: true } },
  ...ROOMS.map(({ name, from, may }) => ({
    name: `${name}: not on its list`,
    severity: "error",
    from: { path: from, pathNot: TESTS },
    to: { path: OURS, pathNot: may },
  })),
  {
    name: "no room",
    comment: "A new folder of lib, db or components belongs to a floor: add it to ROOMS.",
    severity: "error",
    from: { path: OURS, pathNot: [...ROOMS.map(({ from }) => from), TESTS] },
    to: {},
  },
  {
    // A scanner cuts, inflates and caches bytes that it was given; it never learns where they live.
    name: "scanners: open nothing",
    severity: "error",
    from: { path: "^lib/scanners/", pathNot: TESTS },
    to: { path: BYTES, pathNot: GIVEN_BYTES },
  },
  {
    // The job queue runs on the pool, and a process closes what it opened; questions to the database go through services.
    name: "pipeline and cli: the connection only to open and close it",
    severity: "error",
    from: { path: "^lib/(pipeline|cli)/", pathNot: [TESTS, "/(worker|worker-main|with-database)\\.ts$"] },
    to: { path: CONNECTION },
  },
  {
    // Folders that start with an underscore are rooms shared by all screens; they may use each other, but no screen.
    name: "a screen uses its own files",
    severity: "error",
    from: { path: "^app/\\(dashboard\\)/([^/]+)/", pathNot: TESTS },
    to: { path: "^app/\\(dashboard\\)/[^/_][^/]*/", pathNot: "^app/\\(dashboard\\)/$1/" },
  },
  {
    // Direct imports only: what a client file reaches through others is walked in lib/architecture.test.ts, where the way through a
    // "use server" file, which is a call over the wire, is known to be allowed.
    name: "client files stay in the browser",
    severity: "error",
    from: clients.length > 0 ? { path: clients } : { path: "^app/$" },
    to: { path: "^(lib/(?!domain/|navigation\\.ts$)|db/)", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "pure rooms touch neither disk nor network",
    severity: "error",
    from: { path: "^lib/(domain|graph|rules|risk|policies|scanners|navigation)(/|\\.ts$)", pathNot: TESTS },
    to: {
      path: "^(node:)?(fs|http|https|http2|net|tls|dns|dgram|child_process|cluster|worker_threads)(/|$)",
      dependencyTypes: ["core"],
    },
  },
  ...[
    ["db/enums", "^db/enums\\.ts$", "^$"],
    ["db/schema", "^db/schema/", "^node_modules/drizzle-orm/"],
    ["lib/domain", "^lib/domain/", "^node_modules/zod/"],
    ["db/embedded", "^db/embedded(\\.ts$|/)", "^node_modules/(pg|@types/pg)/"],
  ].map(([name, from, packages]) => ({
    name: `${name}: packages`,
    severity: "error",
    from: { path: from, pathNot: TESTS },
    to: { path: "^node_modules/", pathNot: packages },
  })),
  {
    name: "no test code in the product",
    severity: "error",
    from: { path: "^(app|components|lib|db)/", pathNot: TESTS },
    to: { path: ["\\.test\\.tsx?$", "/testing/"] },
  },
  {
    name: "no development package in the product",
    severity: "error",
    from: { path: "^(app|components|lib|db)/", pathNot: TESTS },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "^node_modules/@types/" },
  },
];

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(\\.next|coverage|test-results)/" },
    tsConfig: { fileName: path.join(__dirname, "tsconfig.json") },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
