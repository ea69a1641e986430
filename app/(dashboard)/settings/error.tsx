"use client";

import { ScreenError } from "../_shell/screen-error";

export default function SettingsError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <ScreenError screen="Settings" error={error} retry={reset} />;
}
