"use client";

import { type FormEvent, useState, useTransition } from "react";
import { CopyButton } from "@/components/kit/copy-button";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { showText } from "@/lib/domain/text";
import { TOKEN_SCOPE_WORDS, TOKEN_SCOPES, type TokenScope } from "@/lib/domain/token";
import { createTokenAction } from "../actions";

const ENDS = { "30": "in 30 days", "90": "in 90 days", "365": "in a year", never: "never by itself" } as const;

type Made = { name: string; token: string };
type CreateTokenDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Name, scopes, end; then the token itself, once: only its digest is kept, so closing this is the end of it. */
export function CreateTokenDialog({ open, onOpenChange }: CreateTokenDialogProps) {
  const [made, setMade] = useState<Made | null>(null);
  const change = (next: boolean) => {
    if (!next) setMade(null);
    onOpenChange(next);
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogContent>{made === null ? <TokenForm onMade={setMade} /> : <MadeToken made={made} />}</DialogContent>
    </Dialog>
  );
}

function TokenForm({ onMade }: { onMade: (made: Made) => void }) {
  const [scopes, setScopes] = useState<readonly TokenScope[]>(["inventory:push"]);
  const [days, setDays] = useState<string>("90");
  const [sentence, setSentence] = useState<string | null>(null);
  const [busy, start] = useTransition();
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "");
    start(async () => {
      const result = await createTokenAction({ name, scopes, days: days === "never" ? null : Number(days) });
      setSentence(result.ok ? null : result.sentence);
      if (result.ok) onMade({ name, token: result.value.token });
    });
  };
  const tick = (scope: TokenScope, on: boolean) =>
    setScopes(TOKEN_SCOPES.filter((s) => (s === scope ? on : scopes.includes(s))));
  return (
    <>
      <DialogHeader className="mb-4">
        <DialogTitle>Make a token</DialogTitle>
        <DialogDescription>One for each user, so that each can be revoked alone.</DialogDescription>
      </DialogHeader>
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        <div>
          <Label htmlFor="token-name">Who will use it</Label>
          <Input id="token-name" name="name" required maxLength={80} autoComplete="off" className="mt-1" />
        </div>
        <fieldset>
          <legend className="mb-1 font-medium">What it may do</legend>
          {TOKEN_SCOPES.map((scope) => (
            <Label key={scope} className="flex min-h-8 items-center gap-2 font-normal">
              <Checkbox checked={scopes.includes(scope)} onCheckedChange={(on) => tick(scope, on === true)} />
              <span>
                <span className="mono">{scope}</span> <span className="text-ink-3">{TOKEN_SCOPE_WORDS[scope]}</span>
              </span>
            </Label>
          ))}
        </fieldset>
        <div>
          <Label htmlFor="token-days">It ends</Label>
          <Select value={days} onValueChange={setDays}>
            <SelectTrigger id="token-days" className="mt-1 w-full">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {Object.entries(ENDS).map(([value, words]) => (
                <SelectItem key={value} value={value}>
                  {words}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        </div>
        <div role="alert" className="empty:hidden">
          {sentence !== null && <p className="border-mark-edge border-l-2 bg-wash px-3 py-2">{sentence}</p>}
        </div>
        <DialogFooter className="mt-0">
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" variant="filled" disabled={busy}>
            {busy ? "Making" : "Make the token"}
          </Button>
        </DialogFooter>
      </form>
    </>
  );
}

function MadeToken({ made }: { made: Made }) {
  return (
    <>
      <DialogHeader className="mb-4">
        <DialogTitle className="wrap-anywhere">Token for {showText(made.name, 80)}</DialogTitle>
        <DialogDescription>
          It is shown now and never again: put it into the secret store of whoever uses it, as FAULTLINE_TOKEN.
        </DialogDescription>
      </DialogHeader>
      <div className="flex items-center gap-2 rounded-md border border-rule bg-margin py-1.5 pr-1.5 pl-3">
        <code className="mono min-w-0 flex-1 break-all">{made.token}</code>
        <CopyButton text={made.token} label="Copy the token" />
      </div>
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="filled">Done</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}
