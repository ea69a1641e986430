"use client";

import { ScreenError } from "../_shell/screen-error";

export default function OverviewError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <ScreenError screen="Overview" error={error} retry={reset} />;
}
