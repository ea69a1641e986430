/** Why a path that a model file names leads out of the file's own folder; undefined when it stays inside. */
export function escapes(path: string): string | undefined {
  if (/\p{Cc}/u.test(path)) return "it holds control characters";
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return "it is an address";
  if (/^[\\/~]|^[A-Za-z]:/.test(path)) return "it is absolute";
  if (/(^|[\\/])\.\.([\\/]|$)/.test(path)) return "it climbs out of the folder";
  if (/%(2e|2f|5c)/i.test(path)) return "it hides separators behind escapes";
  return undefined;
}
