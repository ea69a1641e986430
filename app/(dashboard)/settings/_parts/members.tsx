"use client";

import { Link2, UserPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import type { ActionResult } from "@/app/action";
import { Avatar } from "@/components/kit/avatar";
import { absoluteTime, dayTime } from "@/components/kit/time-words";
import { showToast } from "@/components/kit/toaster";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { ROLE_LABEL, Role } from "@/lib/domain/access";
import { showText } from "@/lib/domain/text";
import type { MemberRow } from "@/lib/domain/views/work-views";
import { createSignInLinkAction, setRoleAction } from "../actions";
import { AddPersonDialog } from "./add-person-dialog";
import { LinkDialog, type MadeLink } from "./link-dialog";
import { ROLE_WORDS } from "./role-words";

const HEAD = "caps h-8 whitespace-nowrap border-hair border-y pr-3 text-left";
const CELL = "border-hair border-b py-2 pr-3 align-middle";

function refuse(result: Extract<ActionResult<unknown>, { ok: false }>): void {
  showToast({ title: "Not done", description: `${result.sentence} (request ${result.requestId.slice(0, 8)})` });
}

type RowProps = {
  member: MemberRow;
  me: boolean;
  mayChange: boolean;
  busy: boolean;
  onRole: (role: Role) => void;
  onLink: () => void;
};

function MemberLine({ member, me, mayChange, busy, onRole, onLink }: RowProps) {
  const name = showText(member.name, 120);
  return (
    <tr className="h-[52px]">
      <td className={cn(CELL, "max-w-0")}>
        <span className="flex min-w-0 items-center gap-2.5">
          <Avatar name={name} bare />
          <span className="min-w-0">
            <span className="block truncate font-medium">
              {name} {me && <span className="font-normal text-ink-3">you</span>}
            </span>
            <span className="block truncate text-ink-3 text-meta">{showText(member.email, 254)}</span>
          </span>
        </span>
      </td>
      <td className={cn(CELL, "w-40 max-sm:w-32")}>
        {mayChange ? (
          <Select
            value={member.role}
            disabled={busy}
            onValueChange={(value) => {
              const role = Role.safeParse(value);
              if (role.success && role.data !== member.role) onRole(role.data);
            }}
          >
            <SelectTrigger aria-label={`Role of ${name}`} className="w-full">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {Role.options.map((role) => (
                <SelectItem key={role} value={role}>
                  {ROLE_LABEL[role]}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        ) : (
          ROLE_LABEL[member.role]
        )}
      </td>
      <td className={cn(CELL, "w-60 whitespace-nowrap max-md:hidden")}>
        {member.lockedUntil !== null ? (
          <span className="font-medium">Locked until {absoluteTime(member.lockedUntil)}</span>
        ) : (
          <span className="text-ink-2">Joined {dayTime(member.createdAt)}</span>
        )}
      </td>
      <td className={cn(CELL, "w-44 pr-0 text-right max-sm:w-12")}>
        {mayChange && (
          <Button onClick={onLink} disabled={busy} aria-label={`Sign-in link for ${name}`}>
            <Link2 aria-hidden />
            <span className="max-sm:hidden">Sign-in link</span>
          </Button>
        )}
      </td>
    </tr>
  );
}

type MembersProps = { members: MemberRow[]; meId: string | null; mayChange: boolean };

/** Who may do what; an admin changes roles, adds people and makes one-time links. */
export function Members({ members, meId, mayChange }: MembersProps) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [adding, setAdding] = useState(false);
  const [link, setLink] = useState<MadeLink | null>(null);

  const changeRole = (member: MemberRow, role: Role) =>
    start(async () => {
      const result = await setRoleAction({ personId: member.id, role });
      if (!result.ok) return refuse(result);
      showToast({ title: `${showText(member.name, 60)} is ${ROLE_LABEL[role]} now.` });
      router.refresh();
    });
  const makeLink = (person: { name: string; email: string }) =>
    start(async () => {
      const result = await createSignInLinkAction(person.email);
      if (!result.ok) return refuse(result);
      setLink({ name: person.name, token: result.value });
    });

  return (
    <>
      <div className="mb-3 flex min-h-8 items-center">
        <h2 className="font-semibold">{members.length === 1 ? "One person" : `${members.length} people`}</h2>
        {mayChange && (
          <Button variant="filled" className="ml-auto" onClick={() => setAdding(true)}>
            <UserPlus aria-hidden />
            Add a person
          </Button>
        )}
      </div>
      <table className="w-full border-collapse" aria-label="People">
        <thead>
          <tr>
            <th scope="col" className={HEAD}>
              Person
            </th>
            <th scope="col" className={HEAD}>
              Role
            </th>
            <th scope="col" className={cn(HEAD, "max-md:hidden")}>
              Account
            </th>
            <th scope="col" className={HEAD}>
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberLine
              key={member.id}
              member={member}
              me={member.id === meId}
              mayChange={mayChange}
              busy={busy}
              onRole={(role) => changeRole(member, role)}
              onLink={() => makeLink(member)}
            />
          ))}
        </tbody>
      </table>
      <dl className="mt-8 grid max-w-[560px] grid-cols-[88px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        {Role.options.map((role) => (
          <div key={role} className="contents">
            <dt className="font-medium">{ROLE_LABEL[role]}</dt>
            <dd className="text-ink-2">{ROLE_WORDS[role]}</dd>
          </div>
        ))}
      </dl>
      {!mayChange && <p className="mt-4 text-ink-3">Only an admin can change people.</p>}
      <AddPersonDialog
        open={adding}
        onOpenChange={setAdding}
        onAdded={(person) => {
          setAdding(false);
          router.refresh();
          makeLink(person);
        }}
      />
      <LinkDialog link={link} onClose={() => setLink(null)} />
    </>
  );
}
