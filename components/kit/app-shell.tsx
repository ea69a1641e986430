"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";
import { BrandMark } from "./brand-mark";
import { CommandMenu, type CommandMenuProps } from "./command-menu";
import { useShortcut } from "./shortcuts";

export type NavItem = {
  id: string;
  label: string;
  href: string;
  icon: ReactNode;
  /** Shown right of the word; null or left out when it was not counted. */
  count?: number | null;
  /** `g r` goes there. */
  keys?: string;
  /** Stands in the bottom bar of a phone; three fit beside Find. */
  onPhone?: boolean;
};

export type AppShellProps = {
  nav: readonly NavItem[];
  /** Settings and the like, above the person. */
  foot?: readonly NavItem[];
  user: { name: string; note?: string; menu?: ReactNode };
  commands: Pick<CommandMenuProps, "groups" | "onQueryChange" | "summary" | "busy" | "operators">;
  /** Right of the person: the theme toggle, say. */
  tools?: ReactNode;
  /** The narrow side of 52 px, for canvases. */
  rail?: boolean;
  children: ReactNode;
};

function isCurrent(pathname: string, href: string): boolean {
  return pathname === href || (href !== "/" && pathname.startsWith(`${href}/`));
}

function NavLink({ item, rail, current }: { item: NavItem; rail: boolean; current: boolean }) {
  return (
    <Link
      href={item.href}
      aria-current={current ? "page" : undefined}
      title={rail ? item.label : undefined}
      className={cn(
        "flex h-7 items-center gap-2 rounded-md px-2 text-ink-2 hover:bg-wash hover:text-ink [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.5]",
        current && "bg-wash-2 font-medium text-ink hover:bg-wash-2",
        rail && "justify-center px-0",
      )}
    >
      {item.icon}
      <span className={cn(rail && "sr-only")}>{item.label}</span>
      {!rail && typeof item.count === "number" && (
        <span className={cn("ml-auto font-normal text-meta", current ? "text-ink-2" : "text-ink-3")}>
          {item.count.toLocaleString("en")}
        </span>
      )}
    </Link>
  );
}

function GoTo({ item }: { item: NavItem }) {
  const router = useRouter();
  useShortcut(item.keys ?? "", `Go to ${item.label.toLowerCase()}`, () => router.push(item.href), {
    group: "Go to",
    enabled: item.keys !== undefined,
  });
  return null;
}

function Side(props: AppShellProps & { pathname: string; onFind: () => void }) {
  const { nav, foot = [], user, tools, rail = false, pathname, onFind } = props;
  return (
    <aside className="no-print border-hair border-r bg-margin max-sm:hidden">
      <div className="sticky top-0 flex h-screen flex-col gap-4 overflow-y-auto px-2 py-3">
        <div
          className={cn(
            "flex h-7 shrink-0 items-center gap-2 px-2 font-semibold text-[14px]",
            rail && "justify-center px-0",
          )}
        >
          <BrandMark />
          <span className={cn(rail && "sr-only")}>Faultline</span>
        </div>
        <button
          type="button"
          onClick={onFind}
          aria-label={rail ? "Find anything" : undefined}
          className={cn(
            "flex h-7 shrink-0 items-center gap-2 rounded-md border border-hair bg-page px-2 text-ink-3 hover:border-rule",
            rail && "justify-center px-0",
          )}
        >
          <Search className="size-3.5 shrink-0 stroke-[1.5]" aria-hidden />
          {!rail && (
            <>
              Find anything
              <Kbd className="ml-auto" aria-hidden>
                ⌘K
              </Kbd>
            </>
          )}
        </button>
        <nav aria-label="Main" className="flex flex-col">
          {nav.map((item) => (
            <NavLink key={item.id} item={item} rail={rail} current={isCurrent(pathname, item.href)} />
          ))}
        </nav>
        <div className="mt-auto flex flex-col">
          {foot.map((item) => (
            <NavLink key={item.id} item={item} rail={rail} current={isCurrent(pathname, item.href)} />
          ))}
          <div className={cn("flex min-w-0 items-center gap-2 p-2", rail && "flex-col px-0")}>
            {user.menu}
            <span className={cn("flex min-w-0 flex-1 flex-col", rail && "sr-only")}>
              <span className="truncate leading-4">{user.name}</span>
              {user.note !== undefined && <span className="truncate text-ink-3 text-meta">{user.note}</span>}
            </span>
            {tools}
          </div>
        </div>
      </div>
    </aside>
  );
}

function BottomBar({ nav, pathname, onFind }: { nav: readonly NavItem[]; pathname: string; onFind: () => void }) {
  const cell =
    "flex flex-1 flex-col items-center justify-center gap-0.5 text-caps text-ink-3 [&_svg]:size-4 [&_svg]:stroke-[1.5]";
  return (
    <nav
      aria-label="Main"
      className="no-print fixed inset-x-0 bottom-0 z-10 flex h-16 border-hair border-t bg-page pb-2 sm:hidden"
    >
      {nav
        .filter((item) => item.onPhone)
        .slice(0, 3)
        .map((item) => {
          const current = isCurrent(pathname, item.href);
          return (
            <Link
              key={item.id}
              href={item.href}
              aria-current={current ? "page" : undefined}
              className={cn(cell, current && "font-medium text-ink")}
            >
              {item.icon}
              {item.label}
            </Link>
          );
        })}
      <button type="button" onClick={onFind} className={cell}>
        <Search aria-hidden />
        Find
      </button>
    </nav>
  );
}

/** The frame of every screen: side, find-anything, keys, and on a phone a bottom bar. Children bring TopBar and main. */
export function AppShell(props: AppShellProps) {
  const { nav, foot = [], commands, rail = false, children } = props;
  const pathname = usePathname();
  const [finding, setFinding] = useState(false);
  useShortcut("mod+k", "Find anything", () => setFinding((open) => !open), { group: "Everywhere" });
  const onFind = () => setFinding(true);
  return (
    <div
      className={cn(
        "grid min-h-screen grid-cols-[minmax(0,1fr)] print:block",
        rail ? "sm:grid-cols-[52px_minmax(0,1fr)]" : "sm:grid-cols-[200px_minmax(0,1fr)]",
      )}
    >
      {[...nav, ...foot].map((item) => (item.keys ? <GoTo key={item.id} item={item} /> : null))}
      <Side {...props} pathname={pathname} onFind={onFind} />
      <div className="min-w-0 max-sm:pb-16">{children}</div>
      <BottomBar nav={nav} pathname={pathname} onFind={onFind} />
      <CommandMenu open={finding} onOpenChange={setFinding} {...commands} />
    </div>
  );
}
