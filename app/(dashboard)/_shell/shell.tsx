"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useTransition } from "react";
import { AppShell, type NavItem } from "@/components/kit/app-shell";
import { ThemeToggle } from "@/components/kit/theme-toggle";
import { ROLE_LABEL, type Role } from "@/lib/domain/access";
import type { Overview } from "@/lib/domain/views/risk-views";
import { NAVIGATION } from "@/lib/navigation";
import { signOutAction } from "./actions";
import { useFind } from "./find";
import { SCREEN_ICON } from "./icons";
import { overviewQuery } from "./overview-query";
import { UserMenu } from "./user-menu";

type ShellProps = { person: { name: string; email: string; role: Role }; children: ReactNode };

/** Counts beside the screens' names: only what was counted, never a zero for "not looked". */
function countsOf(overview: Overview | undefined): Record<string, number> {
  if (overview?.state !== "ready") return {};
  return {
    risks: overview.openRisks,
    inventory: overview.strata.reduce((n, s) => n + s.assets, 0),
    sources: overview.staleSources.total,
  };
}

/** The frame of every screen behind the sign-in: navigation, palette, keys, the person. */
export function Shell({ person, children }: ShellProps) {
  const [, startSignOut] = useTransition();
  const signOut = () => startSignOut(signOutAction);
  const overview = useQuery(overviewQuery);
  const counts = countsOf(overview.data);
  const commands = useFind(SCREEN_ICON, signOut);
  const items = (place: "main" | "foot"): NavItem[] =>
    NAVIGATION.filter((n) => n.place === place).map((n) => ({
      id: n.id,
      label: n.label,
      href: n.href,
      icon: SCREEN_ICON[n.icon],
      keys: n.keys,
      onPhone: n.onPhone,
      count: counts[n.id] ?? null,
    }));
  const role = ROLE_LABEL[person.role];
  return (
    <AppShell
      nav={items("main")}
      foot={items("foot")}
      user={{
        name: person.name,
        note: role,
        menu: <UserMenu name={person.name} email={person.email} role={role} onSignOut={signOut} />,
      }}
      tools={<ThemeToggle />}
      commands={commands}
    >
      {children}
    </AppShell>
  );
}
