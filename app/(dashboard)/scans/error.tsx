"use client";

import { ScreenError } from "../_shell/screen-error";

type Props = { error: Error & { digest?: string }; retry: () => void };

export default function ScansError({ error, retry }: Props) {
  return <ScreenError screen="Scans" error={error} retry={retry} />;
}
