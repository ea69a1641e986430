import { Boxes, Layers2, ListFilter, Plug, ScanLine, ScrollText, Settings, SquareCheckBig } from "lucide-react";
import type { ReactNode } from "react";
import type { NavigationIcon } from "@/lib/navigation";

/** The glyph of each screen, 16 px, ink. */
export const SCREEN_ICON: Record<NavigationIcon, ReactNode> = {
  overview: <Layers2 aria-hidden />,
  risks: <ListFilter aria-hidden />,
  inventory: <Boxes aria-hidden />,
  scans: <ScanLine aria-hidden />,
  tickets: <SquareCheckBig aria-hidden />,
  sources: <Plug aria-hidden />,
  rules: <ScrollText aria-hidden />,
  settings: <Settings aria-hidden />,
};
