import { SaxesParser } from "saxes";

type Listing = { objects: { key: string; sizeBytes: number; etag: string | null }[]; next: string | null };

/** Reads a ListBucketResult of S3; null where the text is none. Entities beyond XML's own five are refused by the parser. */
export function readListing(xml: string): Listing | null {
  const objects: Listing["objects"] = [];
  const path: string[] = [];
  let current: Record<string, string> = {};
  let root: string | null = null;
  let truncated = false;
  let next: string | null = null;
  let text = "";
  let broken = false;
  const parser = new SaxesParser();
  parser.on("error", () => {
    broken = true;
  });
  parser.on("opentag", (tag) => {
    root ??= tag.name;
    path.push(tag.name);
    text = "";
    if (path.length === 2 && tag.name === "Contents") current = {};
  });
  parser.on("text", (part) => {
    text += part;
  });
  parser.on("closetag", (tag) => {
    if (path.length === 3 && path[1] === "Contents") current[tag.name] = text;
    else if (path.length === 2 && tag.name === "Contents") {
      const sizeBytes = Number(current.Size);
      if (current.Key !== undefined && Number.isSafeInteger(sizeBytes) && sizeBytes >= 0)
        objects.push({ key: current.Key, sizeBytes, etag: current.ETag ?? null });
    } else if (path.length === 2 && tag.name === "IsTruncated") truncated = text === "true";
    else if (path.length === 2 && tag.name === "NextContinuationToken") next = text;
    path.pop();
    text = "";
  });
  try {
    parser.write(xml).close();
  } catch {
    broken = true;
  }
  return broken || root !== "ListBucketResult" ? null : { objects, next: truncated ? next : null };
}
