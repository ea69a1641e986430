"use client";

import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { TooltipProvider } from "@/components/ui/tooltip";
import { ShortcutsProvider } from "./shortcuts";
import { Toaster } from "./toaster";

/** Theme (class on html), URL state, tooltips, keys and the toast region. `nonce` goes to the theme script. */
export function Providers({ children, nonce }: { children: ReactNode; nonce?: string | undefined }) {
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      storageKey="faultline.theme"
      {...(nonce === undefined ? {} : { nonce })}
    >
      <NuqsAdapter>
        <TooltipProvider delayDuration={300}>
          <ShortcutsProvider>{children}</ShortcutsProvider>
        </TooltipProvider>
      </NuqsAdapter>
      <Toaster />
    </ThemeProvider>
  );
}
