"use client";
import {
  Boxes,
  FileText,
  Layers,
  ListFilter,
  Network,
  Plug,
  ScanLine,
  ScrollText,
  Settings,
  SquareCheckBig,
} from "lucide-react";
import type { ReactNode } from "react";
import { AppShell, type NavItem } from "@/components/kit/app-shell";
import { Avatar } from "@/components/kit/avatar";
import { ThemeToggle } from "@/components/kit/theme-toggle";

const NAV: NavItem[] = [
  { id: "o", label: "Overview", href: "/parts", icon: <Layers />, keys: "g o", onPhone: true },
  { id: "r", label: "Risks", href: "/parts/list", icon: <ListFilter />, count: 111, keys: "g r", onPhone: true },
  { id: "i", label: "Inventory", href: "/parts/x", icon: <Boxes />, count: 1862, keys: "g i" },
  { id: "l", label: "Lineage", href: "/parts/canvas", icon: <Network />, keys: "g l" },
  { id: "s", label: "Scans", href: "/parts/x2", icon: <ScanLine />, count: 3 },
  { id: "t", label: "Tickets", href: "/parts/x3", icon: <SquareCheckBig />, count: 25, keys: "g t", onPhone: true },
  { id: "c", label: "Sources", href: "/parts/x4", icon: <Plug />, count: 14, keys: "g s" },
  { id: "u", label: "Rules", href: "/parts/x5", icon: <ScrollText />, count: 90 },
  { id: "p", label: "Reports", href: "/parts/x6", icon: <FileText /> },
];

export function PartsShell({ children, rail }: { children: ReactNode; rail?: boolean }) {
  return (
    <AppShell
      nav={NAV}
      rail={rail ?? false}
      foot={[{ id: "set", label: "Settings", href: "/parts/settings", icon: <Settings /> }]}
      user={{ name: "Sample Person", note: "Sample · all scopes", menu: <Avatar name="Sample Person" bare /> }}
      tools={<ThemeToggle />}
      commands={{
        operators: ["digest:", "purl:", "@owner"],
        summary: "6 results",
        groups: [
          {
            heading: "Go to",
            entries: NAV.slice(0, 4).map((n) => ({
              id: n.id,
              label: n.label,
              icon: n.icon,
              href: n.href,
              ...(n.keys ? { keys: n.keys } : {}),
            })),
          },
          {
            heading: "Do",
            entries: [{ id: "rescan", label: "Rescan sample-model", hint: "about 20 s", onSelect: () => {} }],
          },
        ],
      }}
    >
      {children}
    </AppShell>
  );
}
