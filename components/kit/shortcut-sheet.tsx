"use client";

import { useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { bindingSteps } from "./key-sequence";

type Entry = { keys: string; label: string; group: string };

type ShortcutSheetProps = {
  /** null keeps the sheet shut. */
  shortcuts: readonly Entry[] | null;
  onClose: () => void;
  singleKeys: boolean;
  onSingleKeysChange: (on: boolean) => void;
};

/** One step as a keycap: `⌘K`, `Enter`, `j`. */
export function KeyCaps({ keys }: { keys: string }) {
  return (
    <span className="flex gap-1">
      {bindingSteps(keys).map((step, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: `g g` holds the same step twice, and the list never moves
        <Kbd key={`${step}-${i}`}>{step.replace("mod+k", "⌘K").replace("mod+", "⌘").replace("enter", "↵")}</Kbd>
      ))}
    </span>
  );
}

function grouped(shortcuts: readonly Entry[]): [string, Entry[]][] {
  const groups = new Map<string, Entry[]>();
  for (const s of shortcuts) {
    const group = groups.get(s.group) ?? [];
    if (!group.some((g) => g.keys === s.keys)) group.push(s);
    groups.set(s.group, group);
  }
  return [...groups];
}

/** All keys that act now, and the switch that turns single keys off. */
export function ShortcutSheet({ shortcuts, onClose, singleKeys, onSingleKeysChange }: ShortcutSheetProps) {
  const id = useId();
  return (
    <Dialog open={shortcuts !== null} onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Keys</DialogTitle>
          <DialogDescription>They act when no field has focus.</DialogDescription>
        </DialogHeader>
        {grouped(shortcuts ?? []).map(([group, entries]) => (
          <section key={group} className="mt-4">
            <h3 className="caps">{group}</h3>
            <ul>
              {entries.map((s) => (
                <li key={s.keys} className="flex h-8 items-center justify-between border-hair border-b">
                  {s.label}
                  <KeyCaps keys={s.keys} />
                </li>
              ))}
            </ul>
          </section>
        ))}
        <div className="mt-4 flex items-center gap-2.5">
          <Checkbox id={id} checked={singleKeys} onCheckedChange={(on) => onSingleKeysChange(on === true)} />
          <label htmlFor={id}>Single keys act</label>
        </div>
      </DialogContent>
    </Dialog>
  );
}
