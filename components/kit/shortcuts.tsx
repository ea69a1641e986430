"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { bindingSteps, isSingleKey, pressStep, stepSequence } from "./key-sequence";
import { ShortcutSheet } from "./shortcut-sheet";

export type Shortcut = {
  /** `j`, `g r` or `mod+k`; mod is ⌘ on a Mac and Ctrl elsewhere. */
  keys: string;
  label: string;
  group: string;
  run: () => void;
};

type Registry = { add: (shortcut: Shortcut) => () => void };

const RegistryContext = createContext<Registry>({ add: () => () => {} });
const STORAGE_KEY = "faultline.single-keys";
const SEQUENCE_MS = 1200;

function inField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select, [role=combobox], [role=menu]") !== null)
  );
}

function overlayOpen(): boolean {
  return document.querySelector("[role=dialog][data-state=open], [role=menu][data-state=open]") !== null;
}

/** Holds every key of the page. Single keys act only when no field has focus and nothing lies above the page. */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const shortcuts = useRef<Shortcut[]>([]);
  const typed = useRef<{ steps: string[]; atMs: number }>({ steps: [], atMs: 0 });
  const [sheet, setSheet] = useState<Shortcut[] | null>(null);
  const [singleKeys, setSingleKeys] = useState(true);

  useEffect(() => setSingleKeys(localStorage.getItem(STORAGE_KEY) !== "off"), []);

  const add = useCallback((shortcut: Shortcut) => {
    // Later ones stand first, so that a panel can take a key from the page below it.
    shortcuts.current = [shortcut, ...shortcuts.current];
    return () => {
      shortcuts.current = shortcuts.current.filter((s) => s !== shortcut);
    };
  }, []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const step = pressStep({ key: event.key, mod: event.metaKey || event.ctrlKey, alt: event.altKey });
      if (step === null) return;
      const chord = step.startsWith("mod+");
      if (!chord && (!singleKeys || inField(event.target) || overlayOpen())) return;
      const steps = event.timeStamp - typed.current.atMs < SEQUENCE_MS ? typed.current.steps : [];
      const known = ["?", ...shortcuts.current.map((s) => s.keys)].filter((k) => isSingleKey(k) !== chord);
      const next = stepSequence(steps, step, known);
      typed.current = { steps: next.typed, atMs: event.timeStamp };
      if (next.hit === null) return;
      event.preventDefault();
      if (next.hit === "?") setSheet(inOrder(shortcuts.current));
      else shortcuts.current.find((s) => s.keys === next.hit)?.run();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [singleKeys]);

  const changeSingleKeys = (on: boolean) => {
    setSingleKeys(on);
    localStorage.setItem(STORAGE_KEY, on ? "on" : "off");
  };
  const registry = useMemo(() => ({ add }), [add]);
  return (
    <RegistryContext.Provider value={registry}>
      {children}
      <ShortcutSheet
        shortcuts={sheet}
        onClose={() => setSheet(null)}
        singleKeys={singleKeys}
        onSingleKeysChange={changeSingleKeys}
      />
    </RegistryContext.Provider>
  );
}

/** Oldest first, and of two that hold one key only the newer, which is the one that acts. */
function inOrder(latestFirst: readonly Shortcut[]): Shortcut[] {
  const acting = latestFirst.filter((s, i) => latestFirst.findIndex((o) => o.keys === s.keys) === i);
  return acting.reverse();
}

/** Registers one key while the component stands. `run` may change on every render; `enabled` false takes it away. */
export function useShortcut(
  keys: string,
  label: string,
  run: () => void,
  options: { group?: string; enabled?: boolean } = {},
) {
  const { add } = useContext(RegistryContext);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const { group = "This page", enabled = true } = options;
  useEffect(() => {
    if (!enabled) return;
    return add({ keys: bindingSteps(keys).join(" "), label, group, run: () => latest.current() });
  }, [add, keys, label, group, enabled]);
}
