"use client";

import { ScreenError } from "../_shell/screen-error";

type Props = { error: Error & { digest?: string }; retry: () => void };

export default function RulesError({ error, retry }: Props) {
  return <ScreenError screen="Rules" error={error} retry={retry} />;
}
