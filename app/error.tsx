"use client";

import { ErrorState } from "@/components/kit/states";

export default function AppError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main id="main" className="mx-auto flex min-h-screen max-w-[480px] flex-col items-start justify-center px-6">
      <h1 className="text-title">Faultline could not draw this page</h1>
      <ErrorState
        title="The server could not answer."
        body="Nothing was changed. If it stays so, `faultline doctor` says what is wrong and how to fix it."
        requestId={error.digest}
        onRetry={reset}
      />
    </main>
  );
}
