"use client";

import { LogOut } from "lucide-react";
import { initialsOf } from "@/components/kit/avatar";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";

type UserMenuProps = { name: string; email: string; role: string; onSignOut: () => void };

/** The person's initials; behind them who is signed in, and the way out. */
export function UserMenu({ name, email, role, onSignOut }: UserMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={`${initialsOf(name)}: account of ${name}`}
        className="grid size-7 shrink-0 place-items-center rounded-full bg-wash-2 font-semibold text-[11px] text-ink-2 hover:text-ink"
      >
        {initialsOf(name)}
      </DropdownMenuTrigger>
      <DropdownMenuContent side="top">
        <DropdownMenuLabel>Signed in as</DropdownMenuLabel>
        <p className="max-w-64 truncate px-2 font-medium">{name}</p>
        <p className="max-w-64 truncate px-2 pb-1.5 text-ink-3 text-meta">
          {email} · {role}
        </p>
        <DropdownMenuItem onSelect={onSignOut}>
          <LogOut aria-hidden />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
