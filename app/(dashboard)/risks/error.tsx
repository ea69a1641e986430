"use client";

import { ScreenError } from "../_shell/screen-error";

type Props = { error: Error & { digest?: string }; retry: () => void };

export default function RisksError({ error, retry }: Props) {
  return <ScreenError screen="Risks" error={error} retry={retry} />;
}
