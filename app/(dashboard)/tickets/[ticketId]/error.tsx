"use client";

import { ScreenError } from "../../_shell/screen-error";

type Props = { error: Error & { digest?: string }; retry: () => void };

export default function TicketError({ error, retry }: Props) {
  return <ScreenError screen="Ticket" error={error} retry={retry} />;
}
