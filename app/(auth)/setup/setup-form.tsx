"use client";

import { Check, CircleDashed } from "lucide-react";
import { useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "../_parts/field";
import { Refusal } from "../_parts/refusal";
import { setupAction } from "../actions";
import { PASSWORD_MIN, passwordWords } from "./password-rule";

/** The first admin's name, address and password. What was typed stays when the server refuses. */
export function SetupForm({ token }: { token: string }) {
  const [state, send, busy] = useActionState(setupAction, { sentence: null });
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const Glyph = Array.from(password).length >= PASSWORD_MIN ? Check : CircleDashed;
  return (
    <form action={send} className="flex flex-col gap-4">
      <input type="hidden" name="token" value={token} />
      <Field
        id="name"
        name="name"
        label="Your name"
        autoComplete="name"
        required
        maxLength={120}
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      <Field
        id="email"
        name="email"
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        maxLength={254}
        help="Only to sign in: nothing is sent to it."
        value={email}
        onChange={(e) => setEmail(e.target.value)}
      />
      <div>
        <Field
          id="password"
          name="password"
          label="Password"
          type="password"
          autoComplete="new-password"
          required
          minLength={PASSWORD_MIN}
          maxLength={200}
          aria-describedby="password-rule"
          value={password}
          onChange={(e) => setPassword(e.target.value)}
        />
        <p id="password-rule" aria-live="polite" className="mt-1 flex items-center gap-1.5 text-ink-2 text-meta">
          <Glyph className="size-3.5 shrink-0 stroke-[1.5]" aria-hidden />
          {passwordWords(password)}
        </p>
      </div>
      <Refusal sentence={state.sentence} />
      <Button type="submit" variant="filled" className="w-full" disabled={busy}>
        {busy ? "Setting up" : "Create the first admin"}
      </Button>
    </form>
  );
}
