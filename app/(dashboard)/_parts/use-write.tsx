"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState, useTransition } from "react";
import type { ActionResult } from "@/app/action";
import { showToast } from "@/components/kit/toaster";

export type WriteProblem = { code: string; sentence: string; requestId: string };

/**
 * Runs one server action at a time. What it refused stays as a sentence until the next try; after a success every list
 * reads again.
 */
export function useWrite() {
  const client = useQueryClient();
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<WriteProblem | null>(null);
  const write = <T,>(work: () => Promise<ActionResult<T>>, onDone?: (value: T) => void, said?: string) =>
    start(async () => {
      const result = await work();
      if (!result.ok) {
        setProblem(result);
        return;
      }
      setProblem(null);
      if (said !== undefined) showToast({ title: said });
      onDone?.(result.value);
      await client.invalidateQueries();
    });
  return { pending, problem, write, clearProblem: () => setProblem(null) };
}
