import { found } from "../found";
import { judgeTemplate } from "../jinja/judge";
import { brokenJson, claimJson, type JsonRead, readJson } from "../json/read";
import type { JsonNode } from "../json/value";
import { emptyPart, type PartScan } from "../part-scan";
import { NO_LETTER, sourceText } from "../python-source/judge";
import type { ScanContext, Scanner } from "../scan-context";
import { judgeConfig } from "./config";
import { manifest } from "./manifest";
import { judgeModelCode } from "./python-code";
import { CONFIG_HINT, CONFIG_KEYS, isModelCode } from "./signs";

const MAX_TEXT_BYTES = 16 << 20;
const TEMPLATE_NAME = /(^|\/)(chat_template(\.\w+)?|additional_chat_templates\/[^/]+)$/i;
/** Plain texts that may hold a template under another name. */
const MAYBE_TEMPLATE = /\.(jinja2?|j2|template|tmpl|tpl|txt)$|(^|\/)[^./]+$/i;
const CHAT = /\b(messages|add_generation_prompt|bos_token|chat_template)\b/;

type Kind = "config" | "template" | "code" | null;

function isConfig(root: JsonNode): boolean {
  if (root.kind === "object") return root.members.some(({ key }) => CONFIG_KEYS.has(key));
  // modules.json of sentence-transformers.
  const [first] = root.kind === "array" ? root.items : [];
  return (
    first?.kind === "object" &&
    ["type", "path", "idx"].every((key) => first.members.some((member) => member.key === key))
  );
}

/** What a file is to this scanner, by its content; a name only says what a text may be. */
async function kindOf(context: ScanContext): Promise<Kind> {
  const { source, head, name } = context;
  const json: JsonRead = await readJson(source, head);
  if (json.kind === "json") return isConfig(json.root) ? "config" : null;
  if (json.kind === "broken" && CONFIG_HINT.test(json.start)) return "config";
  if (source.size > MAX_TEXT_BYTES || source.size === 0 || head.includes(0)) return null;
  if (/\.py$/i.test(name)) return isModelCode(name, await textOf(context)) ? "code" : null;
  if (!MAYBE_TEMPLATE.test(name)) return null;
  const text = await textOf(context);
  if (!/\{[{%]/.test(text) || text.includes("\ufffd") || text.includes(NO_LETTER)) return null;
  if (TEMPLATE_NAME.test(name) || CHAT.test(text)) return "template";
  // A template of another trade is nobody's model, unless it does what no template should.
  return judgeTemplate(text).some((item) => item.verdict === "malicious") ? "template" : null;
}

async function textOf({ source, head }: ScanContext): Promise<string> {
  return sourceText(source.size <= head.length ? head.subarray(0, source.size) : await source.read(0, source.size));
}

async function scan(context: ScanContext): Promise<PartScan> {
  const { source, head } = context;
  const kind = await kindOf(context);
  if (kind === "config") {
    const out = emptyPart("hf-config");
    const json = await readJson(source, head);
    if (json.kind === "broken") out.evidence.push(brokenJson("hf.config", out, json));
    if (json.kind !== "json") return out;
    claimJson(out, source.size, json);
    judgeConfig(out, json);
    return out;
  }
  const text = await textOf(context);
  const out = emptyPart(kind === "code" ? "hf-code" : "chat-template");
  out.parsed.push({ from: 0, to: source.size });
  if (kind === "template") {
    for (const { at, ...item } of judgeTemplate(text))
      out.evidence.push(found({ ...item, offset: Buffer.byteLength(text.slice(0, at)) }));
    return out;
  }
  const message = "Python that runs when the model is loaded with trust_remote_code";
  out.evidence.push(
    found({ rule: "hf.custom-code", verdict: "suspicious", severity: "medium", offset: 0, message, refs: ["CWE-829"] }),
  );
  judgeModelCode(out, text);
  return out;
}

export const hfRepoScanner: Scanner = { manifest, matches: async (context) => (await kindOf(context)) !== null, scan };
