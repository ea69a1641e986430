"use client";

import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Refusal } from "../../_parts/refusal";
import { signInWithLinkAction } from "../../actions";

export function LinkForm({ token }: { token: string }) {
  const [state, send, busy] = useActionState(signInWithLinkAction, { sentence: null });
  return (
    <form action={send} className="flex flex-col gap-4">
      <input type="hidden" name="token" value={token} />
      <Refusal sentence={state.sentence} />
      <Button type="submit" variant="filled" className="w-full" disabled={busy}>
        {busy ? "Signing in" : "Sign in with this link"}
      </Button>
    </form>
  );
}
