const UPWARD = /(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[A-Za-z]:[\\/]/;

/** True for a name that, joined to a folder, may lead out of it: absolute, with a drive, or with a `..` part. */
export function leavesFolder(name: string): boolean {
  return UPWARD.test(name);
}

/** True when a link that stands at `name` and points at `target` leads out of the folder that both are extracted to. */
export function linkEscapes(name: string, target: string): boolean {
  if (/^[\\/]|^[A-Za-z]:[\\/]/.test(target)) return true;
  let depth = name.split(/[\\/]/).filter((part) => part !== "" && part !== ".").length - 1;
  for (const part of target.split(/[\\/]/)) {
    if (part === "" || part === ".") continue;
    depth += part === ".." ? -1 : 1;
    if (depth < 0) return true;
  }
  return false;
}
