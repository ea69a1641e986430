/** A pressed key, as much of a KeyboardEvent as matters. */
export type Press = { key: string; mod: boolean; alt: boolean };

/** Steps of a binding: `g r` is two presses, `mod+k` one with the command or control key. */
export function bindingSteps(keys: string): string[] {
  return keys
    .trim()
    .split(/\s+/)
    .map((step) => (step.length > 1 ? step.toLowerCase() : step));
}

/** The step a press stands for, `mod+k` or `j`; null for keys that only modify others. */
export function pressStep(press: Press): string | null {
  if (press.alt || ["Shift", "Control", "Meta", "Alt", "CapsLock", "Dead"].includes(press.key)) return null;
  const key = press.key.length > 1 ? press.key.toLowerCase() : press.key;
  return press.mod ? `mod+${key.toLowerCase()}` : key;
}

/** True when a binding can be typed by accident: WCAG 2.1.4 asks for a way to switch these off. */
export function isSingleKey(keys: string): boolean {
  return !bindingSteps(keys).some((s) => s.startsWith("mod+"));
}

/**
 * One press against the bindings: which one is now complete, and what has been typed so far towards a longer one.
 * A press that continues nothing starts afresh, so `g` `j` still moves down.
 */
export function stepSequence(
  typed: readonly string[],
  step: string,
  bindings: readonly string[],
): { hit: string | null; typed: string[] } {
  for (const tail of [[...typed, step], [step]]) {
    const hit = bindings.find((b) => sameSteps(bindingSteps(b), tail));
    if (hit !== undefined) return { hit, typed: [] };
    if (bindings.some((b) => startsWith(bindingSteps(b), tail))) return { hit: null, typed: tail };
  }
  return { hit: null, typed: [] };
}

function sameSteps(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && startsWith(a, b);
}

function startsWith(whole: readonly string[], start: readonly string[]): boolean {
  return start.length <= whole.length && start.every((s, i) => whole[i] === s);
}
