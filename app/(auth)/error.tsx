"use client";

import { ErrorState } from "@/components/kit/states";

export default function AuthError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <>
      <h1 className="text-title">Signing in is not possible right now</h1>
      <ErrorState
        title="The server could not answer."
        body="Is its database up? `faultline doctor` says what is wrong and how to fix it."
        requestId={error.digest}
        onRetry={reset}
      />
    </>
  );
}
