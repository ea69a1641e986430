"use client";

import type { ReactNode } from "react";
import { useEvidenceParam } from "./evidence-param";

/** Words that open their evidence over the page. */
export function EvidenceButton({ id, children, className }: { id: string; children: ReactNode; className?: string }) {
  const [, setId] = useEvidenceParam();
  return (
    <button
      type="button"
      onClick={() => void setId(id)}
      className={`link inline-block min-h-6 max-w-full truncate text-left align-middle ${className ?? ""}`}
    >
      {children}
    </button>
  );
}
