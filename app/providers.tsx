"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Providers as KitProviders } from "@/components/kit/providers";
import { getQueryClient } from "./query-client";

/** Theme, URL state, keys and toasts from the kit; server state on top. */
export function Providers({ children, nonce }: { children: ReactNode; nonce?: string | undefined }) {
  return (
    <KitProviders nonce={nonce}>
      <QueryClientProvider client={getQueryClient()}>{children}</QueryClientProvider>
    </KitProviders>
  );
}
