/** Where the main screens are. One list feeds the side, the bottom bar, the palette and the `g` keys. Imports nothing. */
export type NavigationEntry = {
  id: string;
  label: string;
  href: string;
  /** Name of a glyph; the shell knows how to draw it. */
  icon: NavigationIcon;
  /** Typed one after the other: `g r`. */
  keys: string;
  /** `main` stands in the list, `foot` above the person. */
  place: "main" | "foot";
  /** One of the three that fit a phone's bottom bar. */
  onPhone: boolean;
  /** Said in the palette, and further words that find it. */
  hint: string;
  words: readonly string[];
};

export type NavigationIcon =
  | "overview"
  | "risks"
  | "inventory"
  | "scans"
  | "tickets"
  | "sources"
  | "rules"
  | "settings";

export const NAVIGATION: readonly NavigationEntry[] = [
  {
    id: "overview",
    label: "Overview",
    href: "/overview",
    icon: "overview",
    keys: "g o",
    place: "main",
    onPhone: true,
    hint: "verdict, strata, what to decide first",
    words: ["home", "posture", "dashboard"],
  },
  {
    id: "risks",
    label: "Risks",
    href: "/risks",
    icon: "risks",
    keys: "g r",
    place: "main",
    onPhone: true,
    hint: "ranked, with evidence",
    words: ["findings", "queue"],
  },
  {
    id: "inventory",
    label: "Inventory",
    href: "/inventory",
    icon: "inventory",
    keys: "g i",
    place: "main",
    onPhone: false,
    hint: "models, data, plugins, infrastructure",
    words: ["assets", "models", "datasets", "lineage"],
  },
  {
    id: "scans",
    label: "Scans",
    href: "/scans",
    icon: "scans",
    keys: "g c",
    place: "main",
    onPhone: false,
    hint: "every file, read or not",
    words: ["files", "ledger", "coverage"],
  },
  {
    id: "tickets",
    label: "Tickets",
    href: "/tickets",
    icon: "tickets",
    keys: "g t",
    place: "main",
    onPhone: true,
    hint: "claimed and proven fixes",
    words: ["remediation", "fixes"],
  },
  {
    id: "sources",
    label: "Sources",
    href: "/sources",
    icon: "sources",
    keys: "g s",
    place: "main",
    onPhone: false,
    hint: "what is seen, and how fresh",
    words: ["connectors", "runs", "upload"],
  },
  {
    id: "rules",
    label: "Rules",
    href: "/rules",
    icon: "rules",
    keys: "g u",
    place: "main",
    onPhone: false,
    hint: "what is checked, and on how many",
    words: ["checks", "catalogue", "controls"],
  },
  {
    id: "settings",
    label: "Settings",
    href: "/settings",
    icon: "settings",
    keys: "g e",
    place: "foot",
    onPhone: false,
    hint: "people and roles",
    words: ["members", "roles", "sign-in link"],
  },
];
