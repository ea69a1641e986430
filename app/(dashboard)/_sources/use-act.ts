"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTransition } from "react";
import type { ActionResult } from "@/app/action";
import { showToast } from "@/components/kit/toaster";

/**
 * Runs one write, says what happened and reads the sources again. `done` is the sentence of success, null where
 * `then` says it; a refusal shows its own sentence.
 */
export function useAct(): {
  busy: boolean;
  act: <T>(write: () => Promise<ActionResult<T>>, done: string | null, then?: (value: T) => void) => void;
} {
  const queries = useQueryClient();
  const [busy, start] = useTransition();
  const act = <T>(write: () => Promise<ActionResult<T>>, done: string | null, then?: (value: T) => void) =>
    start(async () => {
      const result = await write();
      if (!result.ok) {
        showToast({ title: "Not done", description: `${result.sentence} (request ${result.requestId.slice(0, 8)})` });
        return;
      }
      if (done !== null) showToast({ title: done });
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["sources"] }),
        queries.invalidateQueries({ queryKey: ["runs"] }),
        queries.invalidateQueries({ queryKey: ["overview"] }),
      ]);
      then?.(result.value);
    });
  return { busy, act };
}
