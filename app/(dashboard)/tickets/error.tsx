"use client";

import { ScreenError } from "../_shell/screen-error";

type Props = { error: Error & { digest?: string }; retry: () => void };

export default function TicketsError({ error, retry }: Props) {
  return <ScreenError screen="Tickets" error={error} retry={retry} />;
}
