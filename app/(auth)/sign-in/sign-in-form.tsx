"use client";

import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "../_parts/field";
import { Refusal } from "../_parts/refusal";
import { signInAction } from "../actions";

export function SignInForm() {
  const [state, send, busy] = useActionState(signInAction, { sentence: null });
  return (
    <form action={send} className="flex flex-col gap-4">
      <Field id="email" name="email" label="E-mail" type="email" autoComplete="username" required maxLength={254} />
      <Field
        id="password"
        name="password"
        label="Password"
        type="password"
        autoComplete="current-password"
        required
        maxLength={200}
      />
      <Refusal sentence={state.sentence} />
      <Button type="submit" variant="filled" className="w-full" disabled={busy}>
        {busy ? "Signing in" : "Sign in"}
      </Button>
    </form>
  );
}
