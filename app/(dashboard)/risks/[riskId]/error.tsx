"use client";

import { ScreenError } from "../../_shell/screen-error";

type Props = { error: Error & { digest?: string }; retry: () => void };

export default function RiskError({ error, retry }: Props) {
  return <ScreenError screen="Risk" error={error} retry={retry} />;
}
