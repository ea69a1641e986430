"use client";

import { ScreenError } from "../../_shell/screen-error";

type Props = { error: Error & { digest?: string }; retry: () => void };

export default function AssetError({ error, retry }: Props) {
  return <ScreenError screen="Asset" error={error} retry={retry} />;
}
