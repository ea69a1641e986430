import { SaxesParser } from "saxes";
import type { RangeSource } from "@/lib/bytes/range-source";
import { found, malformed } from "../found";
import type { PartScan } from "../part-scan";

const MAX_BYTES = 128 << 20;
const MAX_DEPTH = 1_000;
const CHUNK_CHARS = 1 << 16;

export type XmlElement = { name: string; attributes: Record<string, string>; at: number; path: string };

/** What is met on the way; `at` is a byte of the file. Names are without their prefix. */
export type XmlVisitor = {
  open?: (element: XmlElement) => void;
  text?: (text: string, at: number, path: string) => void;
};

class XmlStop extends Error {}

/** The text of an XML document in the encoding that its mark or its first line says, and that encoding's width. */
function decode(bytes: Buffer): { text: string; byteAt: (chars: number) => number } {
  const start = bytes.toString("hex", 0, 4);
  const wide = start.startsWith("fffe") || start.startsWith("3c00");
  const big = start.startsWith("feff") || start.startsWith("003c");
  if (wide || big) {
    const whole = Buffer.from(bytes.subarray(0, bytes.length & ~1));
    return { text: (big ? whole.swap16() : whole).toString("utf16le"), byteAt: (chars) => chars * 2 };
  }
  const latin = /^[^>]{0,100}encoding=["'](iso-8859-1|latin1|windows-1252|us-ascii)/i.test(
    bytes.toString("latin1", 0, 200),
  );
  const text = bytes.toString(latin ? "latin1" : "utf8");
  // Asked for in the order of the text: only what came since the last time is measured.
  let known = { chars: 0, bytes: 0 };
  const byteAt = (chars: number) => {
    if (latin) return chars;
    if (chars < known.chars) known = { chars: 0, bytes: 0 };
    known = { chars, bytes: known.bytes + Buffer.byteLength(text.slice(known.chars, chars)) };
    return known.bytes;
  };
  return { text, byteAt };
}

/** The first element's name, or undefined when the bytes are no XML; prolog and comments are stepped over. */
export function rootElement(head: Buffer): string | undefined {
  const { text } = decode(head);
  const name =
    /^\ufeff?\s*(?:<\?[\s\S]*?\?>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE(?:[^>[]|\[[\s\S]*?\])*>\s*)*<([\w:.-]+)/.exec(
      text,
    )?.[1];
  return name?.slice(name.indexOf(":") + 1);
}

/**
 * Reads a document without its document type: nothing is fetched and no entity of its own is replaced. That it has one, or asks
 * for a style sheet or an inclusion, is evidence under `rule`. Claims what was read.
 */
export async function readXml(source: RangeSource, out: PartScan, rule: string, visitor: XmlVisitor): Promise<void> {
  if (source.size > MAX_BYTES) {
    out.reasons.push("limit");
    return;
  }
  const { text, byteAt } = decode(await source.read(0, source.size));
  const parser = new SaxesParser({ xmlns: false, position: true });
  const path: string[] = [];
  let failed: string | undefined;
  // Where the last element ended: what stands behind it in a damaged document belongs to nobody.
  let understood = 0;
  const here = () => Math.min(byteAt(Math.max(0, parser.position)), source.size);
  parser.on("doctype", (doctype) =>
    out.evidence.push(judgeDoctype(rule, doctype, Math.max(0, here() - doctype.length))),
  );
  parser.on("processinginstruction", ({ target, body }) => {
    if (target === "xml") return;
    const message = `A processing instruction ${target} ${body}`;
    out.evidence.push(
      found({ rule: `${rule}.instruction`, verdict: "suspicious", severity: "low", offset: here(), message }),
    );
  });
  parser.on("opentag", (tag) => {
    path.push(tag.name.slice(tag.name.indexOf(":") + 1));
    if (path.length > MAX_DEPTH) {
      out.reasons.push("depth_limit");
      failed = `it nests deeper than ${MAX_DEPTH} levels`;
      throw new XmlStop();
    }
    const element = {
      name: path.at(-1) ?? "",
      attributes: { ...tag.attributes } as Record<string, string>,
      at: here(),
      path: `/${path.join("/")}`,
    };
    if (
      element.name === "include" &&
      /XInclude/i.test(JSON.stringify(element.attributes) + tag.name + text.slice(0, 2_000))
    ) {
      out.evidence.push(
        found({
          rule: `${rule}.include`,
          verdict: "malicious",
          severity: "high",
          offset: element.at,
          pointer: element.path,
          message: `The document includes ${element.attributes.href ?? "another one"}`,
          refs: ["CWE-611"],
        }),
      );
    }
    visitor.open?.(element);
  });
  parser.on("closetag", () => {
    path.pop();
    understood = here();
  });
  parser.on("text", (t) => visitor.text?.(t, here(), `/${path.join("/")}`));
  parser.on("cdata", (t) => visitor.text?.(t, here(), `/${path.join("/")}`));
  parser.on("error", (error) => {
    failed = error.message.replace(/^\d+:\d+: /, "");
    throw new XmlStop();
  });
  try {
    for (let at = 0; at < text.length; at += CHUNK_CHARS) parser.write(text.slice(at, at + CHUNK_CHARS));
    parser.close();
  } catch (error) {
    if (!(error instanceof XmlStop)) throw error;
  }
  const end = here();
  out.parsed.push({ from: 0, to: failed === undefined ? source.size : understood });
  if (failed === undefined) return;
  if (!out.reasons.includes("depth_limit")) out.reasons.push("malformed");
  out.evidence.push(malformed(`${rule}.xml`, end, `The document cannot be read: ${failed}`));
}

/** A document type that names a file or an address, or makes entities, is made to be followed by a careless reader. */
function judgeDoctype(rule: string, doctype: string, offset: number) {
  const reaches = /\b(SYSTEM|PUBLIC)\b|<!ENTITY/.test(doctype);
  return found({
    rule: `${rule}.doctype`,
    verdict: reaches ? "malicious" : "suspicious",
    severity: reaches ? "high" : "medium",
    offset,
    message: `The document has a document type: ${doctype.trim()}`,
    refs: ["CWE-611", "CWE-776"],
  });
}
