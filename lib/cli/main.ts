import { readFileSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { packageRoot } from "./package-root";
import type { PushOptions } from "./push";

const USAGE = 4;
const version = (JSON.parse(readFileSync(path.join(packageRoot, "package.json"), "utf8")) as { version: string })
  .version;

const io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr };
const end = (code: number) => {
  process.exitCode = code;
};

function positive(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n <= 0) throw new InvalidArgumentError("It must be a positive whole number.");
  return n;
}

const example = (line: string) => `\nExample:\n  ${line}\n`;

const program = new Command("faultline")
  .description("AI supply-chain posture: inventory, lineage, byte-exact evidence, a score anyone can replay.")
  .version(version)
  .exitOverride()
  .showSuggestionAfterError()
  .addHelpText("after", example("faultline scan ./models --format json"));

program
  .command("serve")
  .description("start web and worker, with the embedded database unless DATABASE_URL is set")
  .addOption(
    new Option("--role <role>", "which parts this process runs").choices(["web", "worker", "all"]).default("all"),
  )
  .addHelpText("after", example("PORT=8080 faultline serve"))
  .action(async (o: { role: "web" | "worker" | "all" }) =>
    end(await (await import("./serve")).serveCommand({ role: o.role, demo: false })),
  );

program
  .command("demo")
  .description("serve with the demo estate loaded; prints a one-time sign-in link")
  .addHelpText("after", example("faultline demo"))
  .action(async () => end(await (await import("./serve")).serveCommand({ role: "all", demo: true })));

program
  .command("build")
  .description("build the web application if its sources changed; serve and demo do so by themselves")
  .addHelpText("after", example("faultline build"))
  .action(async () => (await import("./build")).buildIfStale((line) => io.stderr.write(`${line}\n`)));

program
  .command("migrate")
  .description("bring the database to this version")
  .addHelpText("after", example("DATABASE_URL=postgres://… faultline migrate"))
  .action(async () => end(await (await import("./migrate")).migrateCommand(io)));

program
  .command("doctor")
  .description("say what is wrong with this installation, and the fix beside each line")
  .option("--clean", "let go of history and raw pages older than the settings keep; what anything names stays")
  .addHelpText("after", example("faultline doctor --clean"))
  .action(async (o: { clean?: boolean }) => end(await (await import("./doctor")).doctorCommand(io, o)));

program
  .command("scan")
  .description("scan model files, folders and remote places without a database; nothing scanned is ever executed")
  .argument(
    "<target...>",
    "files, folders, https://, hf://org/name[@rev], s3://bucket/prefix, oci://registry/repo[:tag]",
  )
  .addOption(
    new Option("--format <format>", "shape of the report")
      .choices(["table", "json", "sarif", "cyclonedx"])
      .default("table"),
  )
  .option("-o, --output <file>", "write the report to a file")
  .addOption(
    new Option("--fail-on <verdict>", "exit 0 for anything weaker").choices(["malicious", "suspicious", "error"]),
  )
  .option("--max-bytes <n>", "local files longer than this are not scanned; of a remote file no more is read", positive)
  .option("--jobs <n>", "files scanned at once; one for each core unless told otherwise", positive)
  .option("--allow <file>", "what a person has allowed; .faultline-allow.yaml in this folder is taken up by itself")
  .option("--allow-host <host...>", "hosts that may be on a private network or on this machine, as name or name:port")
  .addHelpText(
    "after",
    `${example("faultline scan ./models --fail-on malicious --format sarif -o scan.sarif")}
Exit codes: 1 malicious, 2 error or a model file not scanned, 3 suspicious, 0 otherwise, 4 wrong usage.
Credentials come from the environment: HF_TOKEN and HF_ENDPOINT; AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN,
AWS_REGION and AWS_ENDPOINT_URL_S3; FAULTLINE_REGISTRY_USER and FAULTLINE_REGISTRY_PASSWORD. Without them requests are anonymous.
`,
  )
  .action(
    async (
      targets: string[],
      o: {
        format: "table" | "json" | "sarif" | "cyclonedx";
        output?: string;
        failOn?: "malicious" | "suspicious" | "error";
        maxBytes?: number;
        jobs?: number;
        allow?: string;
        allowHost?: string[];
      },
    ) => end(await (await import("./scan")).scanCommand({ targets, ...o }, io)),
  );

program
  .command("check")
  .description("check a model before use: its bytes, publisher, look-alikes, licence, lineage, what it would touch")
  .argument("<target>", "what scan takes; of hf://org/name the hub is asked too")
  .addOption(new Option("--format <format>", "shape of the answer").choices(["table", "json"]).default("table"))
  .option("--estate", "ask the database what it knows of the model", false)
  .option("--max-bytes <n>", "of a remote file no more is read", positive)
  .option("--allow-host <host...>", "hosts that may be on a private network or on this machine, as name or name:port")
  .addHelpText(
    "after",
    `${example("faultline check hf://acme/net@main --format json")}
Exit codes: 1 denied, 2 something could not be judged, 3 warned, 0 passed, 4 wrong usage.
`,
  )
  .action(
    async (target: string, o: { format: "table" | "json"; estate: boolean; maxBytes?: number; allowHost?: string[] }) =>
      end(await (await import("./check")).checkCommand({ target, ...o }, io)),
  );

program
  .command("import")
  .description("recognise documents and load them")
  .argument(
    "<file...>",
    "CycloneDX JSON 1.2 to 1.7; reports of picklescan, modelscan, modelaudit, fickling, the hub; SARIF",
  )
  .option("--dry-run", "say what it would do, without a database", false)
  .addOption(new Option("--format <format>", "shape of the answer").choices(["table", "json"]).default("table"))
  .addHelpText(
    "after",
    `${example("faultline import bom.cdx.json --dry-run --format json")}
Exit codes: 0 all read, 2 something refused, 4 wrong usage.
`,
  )
  .action(async (files: string[], o: { dryRun: boolean; format: "table" | "json" }) =>
    end(await (await import("./import")).importCommand({ files, ...o }, io)),
  );

program
  .command("collect")
  .description("run one connected source now and wait for it")
  .argument("<source>", "its name or number, as the sources screen shows it")
  .addHelpText("after", example("faultline collect model-store"))
  .action(async (source: string) => end(await (await import("./collect")).collectCommand({ source }, io)));

program
  .command("push")
  .description("send inventory records (NDJSON, one a line) or a document to a server; goes on where it was cut off")
  .argument("<file>", "records, gzip or not, a document, or - for records on standard input")
  .option("--source <name>", "the source the records are of; the file's name without it")
  .option("--scope <name...>", "the scopes that were read; the whole push without it")
  .addOption(
    new Option("--outcome <outcome>", "how reading them ended; only complete closes what did not come").choices([
      "complete",
      "partial",
      "denied",
      "failed",
    ]),
  )
  .option("--reason <sentence>", "what is missing, where the outcome is not complete")
  .option("--url <url>", "the server; FAULTLINE_URL without it")
  .option("--key <key>", "idempotency key; the content's digest without it")
  .option("--wait", "wait for the run and print what it changed", false)
  .addOption(new Option("--format <format>", "shape of the answer").choices(["table", "json"]).default("table"))
  .addHelpText(
    "after",
    `${example("FAULTLINE_TOKEN=flt_… faultline push fleet.ndjson --url https://faultline.example --wait")}
Exit codes: 0 taken, 1 refused or failed, 2 taken and some records set aside, 3 held for a person, 4 wrong usage.
`,
  )
  .action(async (file: string, o: Omit<PushOptions, "file">) =>
    end(await (await import("./push")).pushCommand({ file, ...o }, io)),
  );

program
  .command("score")
  .description("the pure risk function: JSON in, JSON out, no database")
  .argument("<file>", "a JSON document, or - for standard input")
  .addHelpText("after", example("faultline score - < findings.json"))
  .action(async (file: string) => end(await (await import("./score")).scoreCommand({ file }, io)));

program
  .command("replay")
  .description("recompute a stored score from its frozen inputs; exit 1 if they differ")
  .argument("<risk>", "the risk's number, as in its address")
  .addHelpText("after", example("faultline replay 12"))
  .action(async (risk: string) => end(await (await import("./replay")).replayCommand({ risk }, io)));

const user = program
  .command("user")
  .description("people who may sign in")
  .addHelpText("after", example("faultline user create ada@example.org 'Ada L.' --role analyst"));
user
  .command("list")
  .description("everyone, with their role")
  .action(async () => end(await (await import("./user")).userList(io)));
user
  .command("create")
  .description("add a person and print a one-time sign-in link")
  .argument("<email>")
  .argument("<name>")
  .addOption(
    new Option("--role <role>", "what they may do")
      .choices(["viewer", "engineer", "analyst", "admin"])
      .default("viewer"),
  )
  .action(async (email: string, name: string, o: { role: string }) =>
    end(await (await import("./user")).userCreate({ email, name, role: o.role }, io)),
  );
user
  .command("link")
  .description("print a one-time sign-in link for a person")
  .argument("<email>")
  .action(async (email: string) => end(await (await import("./user")).userLink({ email }, io)));
user
  .command("role")
  .description("change what a person may do")
  .argument("<email>")
  .argument("<role>")
  .action(async (email: string, role: string) => end(await (await import("./user")).userRole({ email, role }, io)));

const token = program
  .command("token")
  .description("tokens for machines that push inventories or read the API")
  .addHelpText("after", example("faultline token create ci --scope inventory:push --expires 90"));
token
  .command("list")
  .description("every token: id, first characters, state, scopes, end, last use, name")
  .action(async () => end(await (await import("./token")).tokenList(io)));
token
  .command("create")
  .description("make a token and print it once")
  .argument("<name>", "who will use it")
  .addOption(
    new Option("--scope <scope...>", "what it may do")
      .choices(["inventory:push", "read"])
      .default(["inventory:push"], "inventory:push"),
  )
  .option("--expires <days>", "days until it ends, or never", "90")
  .addHelpText("after", example("export FAULTLINE_TOKEN=$(faultline token create ci --scope inventory:push)"))
  .action(async (name: string, o: { scope: string[]; expires: string }) =>
    end(await (await import("./token")).tokenCreate({ name, scopes: o.scope, expires: o.expires }, io)),
  );
token
  .command("revoke")
  .description("end a token at once")
  .argument("<token>", "its id, name, or first characters")
  .action(async (name: string) => end(await (await import("./token")).tokenRevoke({ token: name }, io)));

program.parseAsync().catch(async (error: unknown) => {
  if (error instanceof CommanderError) {
    end(error.exitCode === 0 ? 0 : USAGE);
    return;
  }
  const { refusalOf } = await import("./refusal");
  io.stderr.write(`faultline: ${refusalOf(error)}\n`);
  if (process.env.LOG_LEVEL === "debug" && error instanceof Error) io.stderr.write(`${error.stack}\n`);
  end(error instanceof Error && "code" in error && error.code === "invalid_input" ? USAGE : 1);
});
