"use client";

import { ApiProblem } from "@/app/read-api";
import { ErrorState } from "@/components/kit/states";

type PartErrorProps = { title: string; error: unknown; onRetry: () => void };

/** A part of a page that asks the API by itself and got no answer: the reason, the request, another try. */
export function PartError({ title, error, onRetry }: PartErrorProps) {
  const problem = error instanceof ApiProblem ? error : null;
  return (
    <ErrorState
      title={title}
      body={problem?.message ?? "The server could not be reached."}
      requestId={problem?.requestId}
      onRetry={onRetry}
    />
  );
}
