"use client";

import { KeyRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Empty } from "@/components/kit/states";
import { absoluteTime, relativeTime } from "@/components/kit/time-words";
import { showToast } from "@/components/kit/toaster";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { showText } from "@/lib/domain/text";
import type { TokenRow } from "@/lib/domain/token";
import { revokeTokenAction } from "../actions";
import { CreateTokenDialog } from "./create-token-dialog";

const HEAD = "caps h-8 whitespace-nowrap border-hair border-y pr-3 text-left";
const CELL = "border-hair border-b py-2 pr-3 align-middle";

function endWords(token: TokenRow): string {
  if (token.state === "revoked") return "Revoked";
  if (token.expiresAt === null) return "Never ends";
  return `${token.state === "expired" ? "Ended" : "Until"} ${absoluteTime(token.expiresAt)}`;
}

type LineProps = { token: TokenRow; now: string; busy: boolean; onRevoke: () => void };

function TokenLine({ token, now, busy, onRevoke }: LineProps) {
  const name = showText(token.name, 80);
  const over = token.state !== "active";
  return (
    <tr className={cn("h-[52px]", over && "text-ink-3")}>
      <td className={cn(CELL, "max-w-0")}>
        <span className={cn("block truncate", !over && "font-medium")}>{name}</span>
        <span className="mono block truncate text-code-sm text-ink-3">{showText(token.prefix, 20)}…</span>
      </td>
      <td className={cn(CELL, "w-44 max-sm:hidden")}>{token.scopes.join(", ")}</td>
      <td className={cn(CELL, "w-44 whitespace-nowrap max-md:hidden")}>
        {token.lastUsedAt === null ? "Never used" : `Used ${relativeTime(token.lastUsedAt, now)}`}
      </td>
      <td className={cn(CELL, "w-52 max-sm:w-32")}>{endWords(token)}</td>
      <td className={cn(CELL, "w-28 pr-0 text-right")}>
        {!over && (
          <Button onClick={onRevoke} disabled={busy} aria-label={`Revoke ${name}`}>
            Revoke
          </Button>
        )}
      </td>
    </tr>
  );
}

/** Tokens of machines: what each may do, when it was last used, when it ends; made and revoked here. */
export function Tokens({ tokens, now }: { tokens: TokenRow[]; now: string }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<TokenRow | null>(null);
  const revoke = (token: TokenRow) =>
    start(async () => {
      setRevoking(null);
      const result = await revokeTokenAction(token.id);
      showToast(
        result.ok
          ? { title: `${showText(token.name, 60)} is revoked.` }
          : { title: "Not done", description: `${result.sentence} (request ${result.requestId.slice(0, 8)})` },
      );
      router.refresh();
    });
  return (
    <section aria-labelledby="tokens" className="mt-12">
      <div className="mb-1 flex min-h-8 items-center">
        <h2 id="tokens" className="font-semibold">
          Tokens
        </h2>
        <Button className="ml-auto" onClick={() => setMaking(true)}>
          <KeyRound aria-hidden />
          Make a token
        </Button>
      </div>
      <p className="mb-3 max-w-[64ch] text-ink-2">
        For pipelines and scripts. A token does what its scopes name and nothing else, and the audit log names it.
      </p>
      {tokens.length === 0 ? (
        <Empty
          title="No token yet."
          body="Make one for each pipeline that pushes an inventory, so that each can be revoked alone."
        />
      ) : (
        <table className="w-full border-collapse" aria-label="Tokens">
          <thead>
            <tr>
              <th scope="col" className={HEAD}>
                Token
              </th>
              <th scope="col" className={cn(HEAD, "max-sm:hidden")}>
                May
              </th>
              <th scope="col" className={cn(HEAD, "max-md:hidden")}>
                Last use
              </th>
              <th scope="col" className={HEAD}>
                Ends
              </th>
              <th scope="col" className={HEAD}>
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.map((token) => (
              <TokenLine key={token.id} token={token} now={now} busy={busy} onRevoke={() => setRevoking(token)} />
            ))}
          </tbody>
        </table>
      )}
      <CreateTokenDialog
        open={making}
        onOpenChange={(open) => {
          setMaking(open);
          if (!open) router.refresh();
        }}
      />
      <Dialog open={revoking !== null} onOpenChange={(open) => !open && setRevoking(null)}>
        <DialogContent>
          <DialogHeader>
            <DialogTitle className="wrap-anywhere">Revoke {showText(revoking?.name ?? "", 80)}?</DialogTitle>
            <DialogDescription>
              Whatever uses it is refused from its next request on. This cannot be taken back.
            </DialogDescription>
          </DialogHeader>
          <DialogFooter>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button variant="filled" onClick={() => revoking && revoke(revoking)}>
              Revoke the token
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </section>
  );
}
