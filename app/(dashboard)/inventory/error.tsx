"use client";

import { ScreenError } from "../_shell/screen-error";

type Props = { error: Error & { digest?: string }; retry: () => void };

export default function InventoryError({ error, retry }: Props) {
  return <ScreenError screen="Inventory" error={error} retry={retry} />;
}
