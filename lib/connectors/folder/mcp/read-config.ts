import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Json, JsonObject } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import { decodeDocument } from "@/lib/importers/document-text";
import { step } from "@/lib/importers/json-access";
import { MAX_JSON_DEPTH, outlineJson } from "@/lib/importers/json-document";
import { LineIndex } from "../line-index";
import { canBeSecret, isReference, isSecretName, REDACTED, redactArgs, redactText, redactTokens } from "./secrets";

/** One server as a configuration writes it, with the place of its entry. */
export type McpEntry = { name: string; pointer: string; line: number; value: JsonObject; secrets: McpSecret[] };

/** A secret that stands in the file: where, and under what name. Its value is in no field. */
type McpSecret = { in: "args" | "env" | "headers" | "url"; name: string; pointer: string; line: number };

export type McpConfig = {
  entries: McpEntry[];
  /** The text with every secret and every literal variable replaced, line for line: what may be stored. */
  redactedText: string;
  hasSecrets: boolean;
  problems: { pointer: string; line: number; reason: string }[];
};

export const MAX_CONFIG_BYTES = 1024 * 1024;
const CONFIG_NAME = /(^|[._-])mcp(_config)?\.json$|^claude_desktop_config\.json$/i;
const SETTINGS_PLACES = /(^|\/)\.(vscode|cursor|gemini|zed)\/settings\.json$/i;
const SERVER_KEYS = ["mcpServers", "servers", "context_servers"];

/** Whether a file is an MCP configuration by its name; settings files may hold one and need not. */
export function mcpConfigName(path: string): "config" | "settings" | null {
  if (CONFIG_NAME.test(path.split("/").at(-1) ?? "")) return "config";
  return SETTINGS_PLACES.test(path) ? "settings" : null;
}

function member(node: Node | undefined, name: string): Node | undefined {
  if (node?.type !== "object") return undefined;
  // The last of several equal keys counts, as it does for the programs that read these files.
  return node.children?.findLast((property) => property.children?.[0]?.value === name)?.children?.[1];
}

/** The objects that hold servers by name, wherever the known clients put them. */
function serverMaps(root: Node): { node: Node; pointer: string }[] {
  const found: { node: Node; pointer: string }[] = [];
  const look = (parent: Node | undefined, pointer: string) => {
    for (const key of SERVER_KEYS) {
      const node = member(parent, key);
      if (node) found.push({ node, pointer: step(pointer, key) });
    }
  };
  look(root, "");
  look(member(root, "mcp"), "/mcp");
  if (found.length > 0 || root.type !== "object") return found;
  const all = root.children ?? [];
  // A plugin's own file is the bare map of servers.
  const bare = all.length > 0 && all.every((p) => member(p.children?.[1], "command") ?? member(p.children?.[1], "url"));
  return bare ? [{ node: root, pointer: "" }] : [];
}

class Redactor {
  private readonly cuts: { offset: number; length: number; text: string }[] = [];

  constructor(private readonly text: string) {}

  replace(node: Node, text: string): void {
    this.cuts.push({ offset: node.offset, length: node.length, text: JSON.stringify(text) });
  }

  result(): string {
    let shown = "";
    let at = 0;
    for (const cut of this.cuts.sort((a, b) => a.offset - b.offset)) {
      if (cut.offset < at) continue;
      shown += this.text.slice(at, cut.offset) + cut.text;
      at = cut.offset + cut.length;
    }
    return shown + this.text.slice(at);
  }
}

const MAX_TEXT = 2_000;
const stringOf = (node: Node | undefined) => (typeof node?.value === "string" ? node.value.slice(0, MAX_TEXT) : null);

/** Reads one server's entry. What is returned and what is stored hold no value of a variable, a header or a secret. */
function readEntry(node: Node, name: string, pointer: string, lines: LineIndex, redactor: Redactor): McpEntry {
  const secrets: McpSecret[] = [];
  const secret = (where: McpSecret["in"], label: string, at: Node, place: string, shown: string) => {
    secrets.push({ in: where, name: label, pointer: place, line: lines.at(at.offset).line });
    redactor.replace(at, shown);
  };
  const value: JsonObject = {};
  const argNodes = member(node, "args")?.children ?? [];
  const written = argNodes.map((n) => (n.type === "string" ? (stringOf(n) ?? "") : String(n.value ?? "")));
  const { args, redacted } = redactArgs(written);
  for (const { index, name: label, likely } of redacted) {
    const at = argNodes[index];
    if (!at) continue;
    const place = step(step(pointer, "args"), index);
    if (likely) secret("args", label, at, place, args[index] ?? REDACTED);
    else redactor.replace(at, args[index] ?? REDACTED);
  }
  if (member(node, "args")) value.args = args;
  for (const key of ["command", "url", "serverUrl"] as const) {
    const at = member(node, key);
    const text = stringOf(at);
    if (at === undefined || text === null) continue;
    const shown = redactText(text);
    if (shown !== text) secret(key === "command" ? "args" : "url", key, at, step(pointer, key), shown);
    value[key === "serverUrl" ? "url" : key] = shown;
  }
  for (const place of ["env", "headers"] as const) {
    const names: string[] = [];
    for (const property of member(node, place)?.children ?? []) {
      const label = stringOf(property.children?.[0]) ?? "";
      const at = property.children?.[1];
      names.push(label);
      const held = at?.type === "string" ? String(at.value) : null;
      if (at && held === null) redactor.replace(at, REDACTED);
      if (!at || held === null || isReference(held)) continue;
      // Every literal value is left out of what is stored; only those that look like secrets are called so.
      redactor.replace(at, REDACTED);
      const shape = held.slice(0, MAX_TEXT);
      const known = (isSecretName(label) && canBeSecret(shape)) || redactText(shape) !== shape;
      if (known) secret(place, label, at, step(step(pointer, place), label), REDACTED);
    }
    if (member(node, place)) value[`${place}_names`] = names;
  }
  for (const key of ["type", "transport", "cwd"] as const) {
    const text = stringOf(member(node, key));
    if (text !== null) value[key] = redactText(text);
  }
  for (const key of ["disabled", "alwaysAllow", "autoApprove"] as const) {
    const at = member(node, key);
    if (at) value[key] = getNodeValue(at) as Json;
  }
  return { name, pointer, line: lines.at(node.parent?.offset ?? node.offset).line, value, secrets };
}

/** Replaces secrets that stand outside the fields known here: any string of a token's shape or under a secret's name. */
function sweep(root: Node, redactor: Redactor): void {
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const child of node.children ?? []) pending.push(child);
    const [key, value] = node.type === "property" ? (node.children ?? []) : [];
    if (value?.type !== "string") continue;
    const text = stringOf(value) ?? "";
    const hidden = isSecretName(stringOf(key) ?? "") && !isReference(text) ? REDACTED : redactText(text);
    if (hidden !== text) redactor.replace(value, hidden);
  }
}

/** Reads an MCP configuration (JSON with comments). Refuses with a sentence that names the line; never throws. */
export function readMcpConfig(bytes: Uint8Array): McpConfig | { refused: string; line: number | null } {
  if (bytes.length > MAX_CONFIG_BYTES) {
    return { refused: `The configuration has ${bytes.length} bytes; up to ${MAX_CONFIG_BYTES} are read.`, line: null };
  }
  const decoded = decodeDocument(bytes);
  if ("refused" in decoded) return { refused: decoded.refused, line: null };
  const { text } = decoded;
  const lines = new LineIndex(text);
  const deep = outlineJson(text).tooDeepAt;
  if (deep !== null) {
    const { line } = lines.at(deep);
    return { refused: `The configuration nests deeper than ${MAX_JSON_DEPTH} levels at line ${line}.`, line };
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  const error = errors[0];
  if (error || !root) {
    const { line, column } = lines.at(error?.offset ?? 0);
    const said = error
      ? printParseErrorCode(error.error)
          .replace(/([a-z])([A-Z])/g, "$1 $2")
          .toLowerCase()
      : "empty";
    return { refused: `The configuration is not valid JSON at line ${line}, column ${column} (${said}).`, line };
  }
  return readMaps(root, text, lines);
}

function readMaps(root: Node, text: string, lines: LineIndex): McpConfig {
  const redactor = new Redactor(text);
  const config: McpConfig = { entries: [], redactedText: text, hasSecrets: false, problems: [] };
  const maps = serverMaps(root);
  if (maps.length === 0) {
    config.problems.push({ pointer: "", line: 1, reason: "No MCP servers are listed under a key that is known." });
  }
  for (const { node, pointer } of maps) {
    if (node.type !== "object") {
      const { line } = lines.at(node.offset);
      config.problems.push({ pointer, line, reason: `The servers are a ${node.type}, not an object.` });
    }
    const last = new Map(
      (node.type === "object" ? (node.children ?? []) : []).map((p) => [stringOf(p.children?.[0]) ?? "", p]),
    );
    for (const [name, property] of last) {
      const value = property.children?.[1];
      const at = step(pointer, name);
      const runs = member(value, "command") ?? member(value, "url") ?? member(value, "serverUrl");
      if (value && name !== "" && runs) config.entries.push(readEntry(value, name, at, lines, redactor));
      else {
        const reason = `The server "${showText(name, 80)}" has neither a command nor a url.`;
        config.problems.push({ pointer: at, line: lines.at(property.offset).line, reason });
      }
    }
  }
  sweep(root, redactor);
  // Comments are no nodes of the tree: tokens in them are found by their shape.
  config.redactedText = redactTokens(redactor.result());
  config.hasSecrets = config.redactedText !== text;
  return config;
}
