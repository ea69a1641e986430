"use client";

import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { type ReactNode, useEffect, useState } from "react";
import { DialogOverlay } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { KeyCaps } from "./shortcut-sheet";

export type CommandEntry = {
  id: string;
  label: string;
  icon?: ReactNode;
  /** Quiet words right of the label. */
  hint?: string;
  /** Keys that do the same. */
  keys?: string;
  /** Further words this entry answers to. */
  keywords?: string[];
} & ({ href: string } | { onSelect: () => void });

export type CommandGroup = { heading: string; entries: readonly CommandEntry[] };

export type CommandMenuProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  groups: readonly CommandGroup[];
  /** Given: the caller searches, and the entries are shown as they come. */
  onQueryChange?: (query: string) => void;
  /** "9 results in 41 ms": measured, or left out. */
  summary?: string;
  busy?: boolean;
  /** Words that narrow the search, shown in the foot: `digest:`. */
  operators?: readonly string[];
};

const ITEM =
  "flex h-9 cursor-default items-center gap-2.5 rounded-md px-2 data-[selected=true]:bg-wash-2 max-sm:h-11 [&_svg]:size-4 [&_svg]:shrink-0";

function Foot({ operators }: { operators: readonly string[] }) {
  return (
    <div className="flex h-10 items-center gap-3 border-hair border-t bg-margin px-4 text-ink-2 text-meta max-sm:hidden">
      <span className="flex items-center gap-1">
        <Kbd>↑</Kbd>
        <Kbd>↓</Kbd> move
      </span>
      <span className="flex items-center gap-1">
        <Kbd>↵</Kbd> open
      </span>
      <span className="mono ml-auto text-code-sm">{operators.join(" ")}</span>
    </div>
  );
}

/** The palette. Groups are data; an entry is a place to go or a thing to do. */
export function CommandMenu(props: CommandMenuProps) {
  const { open, onOpenChange, groups, onQueryChange, summary, busy = false, operators = [] } = props;
  const router = useRouter();
  const [query, setQuery] = useState("");
  // Answers that come in later take the first place, and Enter opens what stands there.
  const first = groups[0]?.entries[0]?.id ?? "";
  const [chosen, setChosen] = useState(first);
  useEffect(() => setChosen(first), [first]);
  const change = (next: string) => {
    setQuery(next);
    onQueryChange?.(next);
  };
  const choose = (entry: CommandEntry) => {
    onOpenChange(false);
    change("");
    if ("href" in entry) router.push(entry.href);
    else entry.onSelect();
  };
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <DialogOverlay />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[112px] left-1/2 z-50 w-[640px] max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-hidden rounded-overlay bg-overlay shadow-lift outline-none max-sm:top-4"
        >
          <Dialog.Title className="sr-only">Find anything</Dialog.Title>
          <Command
            label="Find anything"
            shouldFilter={onQueryChange === undefined}
            {...(onQueryChange === undefined ? {} : { value: chosen, onValueChange: setChosen })}
            loop
          >
            <div className="flex h-13 items-center gap-3 border-hair border-b px-4">
              <Search className="size-4 shrink-0 stroke-[1.5]" aria-hidden />
              <Command.Input
                value={query}
                onValueChange={change}
                placeholder="Find anything"
                className="h-full min-w-0 flex-1 bg-transparent text-lead outline-none"
              />
              <span role="status" className="shrink-0 text-ink-3 text-meta">
                {busy ? "Looking" : summary}
              </span>
            </div>
            <Command.List aria-busy={busy} className="max-h-[min(480px,60vh)] overflow-y-auto p-2">
              <Command.Empty className="px-2 py-6 text-ink-2">
                {busy ? "Looking." : `Nothing answers to “${query}”.`}
              </Command.Empty>
              {groups.map((group) => (
                <Command.Group
                  key={group.heading}
                  heading={<span className="caps block px-2 pt-2 pb-1">{group.heading}</span>}
                >
                  {group.entries.map((entry) => (
                    <Command.Item
                      key={entry.id}
                      value={entry.id}
                      keywords={[entry.label, entry.hint ?? "", ...(entry.keywords ?? [])]}
                      onSelect={() => choose(entry)}
                      className={ITEM}
                    >
                      {entry.icon}
                      <span className="truncate">{entry.label}</span>
                      {entry.hint && <span className="truncate text-ink-2 text-meta">{entry.hint}</span>}
                      {entry.keys && (
                        <span className="ml-auto max-sm:hidden">
                          <KeyCaps keys={entry.keys} />
                        </span>
                      )}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
            <Foot operators={operators} />
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
