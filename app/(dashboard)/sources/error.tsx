"use client";

import { ScreenError } from "../_shell/screen-error";

export default function SourcesError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <ScreenError screen="Sources" error={error} retry={reset} />;
}
