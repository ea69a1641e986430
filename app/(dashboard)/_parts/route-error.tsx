"use client";

import { ApiProblem } from "@/app/read-api";
import { ErrorState } from "@/components/kit/states";

type RouteErrorProps = { title: string; heading: string; error: unknown; retry: () => void };

function requestOf(error: unknown): string | undefined {
  if (error instanceof ApiProblem) return error.requestId;
  if (error instanceof Error && "digest" in error && typeof error.digest === "string") return error.digest;
  return undefined;
}

/** A page that could not be read: the rest of the product stands, and the request can be named. */
export function RouteError({ title, heading, error, retry }: RouteErrorProps) {
  return (
    <main id="main" tabIndex={-1} className="px-6 py-6 outline-none max-sm:px-4">
      <h1 className="font-semibold text-title">{heading}</h1>
      <ErrorState
        title={title}
        body="Nothing was changed. The other screens still work."
        requestId={requestOf(error)}
        onRetry={retry}
      />
    </main>
  );
}

/** The same for a part of a page that asks the API by itself. */
export function PartError({ title, error, onRetry }: { title: string; error: unknown; onRetry: () => void }) {
  return (
    <ErrorState
      title={title}
      body={error instanceof ApiProblem ? error.message : "The server could not be reached."}
      requestId={requestOf(error)}
      onRetry={onRetry}
    />
  );
}
