"use client";

import { ErrorState } from "@/components/kit/states";
import { TopBar } from "@/components/kit/top-bar";

type ScreenErrorProps = { screen: string; error: Error & { digest?: string }; retry: () => void };

/** A screen that could not be drawn: what failed, what still works, the request to name. */
export function ScreenError({ screen, error, retry }: ScreenErrorProps) {
  return (
    <>
      <TopBar crumbs={[{ label: screen }]} />
      <main id="main" className="px-6 py-4 max-sm:px-4">
        <h1 className="text-title">{screen} did not load</h1>
        <ErrorState
          title="The server could not answer."
          body="Nothing was changed, and the other screens still work."
          requestId={error.digest}
          onRetry={retry}
        />
      </main>
    </>
  );
}
