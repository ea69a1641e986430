"use client";

import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
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
import { ROLE_LABEL, Role } from "@/lib/domain/access";
import { createPersonAction } from "../actions";
import { ROLE_WORDS } from "./role-words";

type AddPersonDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onAdded: (person: { name: string; email: string }) => void;
};

/** Name, address, role. Nothing is sent: the admin hands over the link that follows. */
export function AddPersonDialog({ open, onOpenChange, onAdded }: AddPersonDialogProps) {
  const [role, setRole] = useState<Role>("engineer");
  const [sentence, setSentence] = useState<string | null>(null);
  const [busy, start] = useTransition();
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const person = { name: String(form.get("name") ?? ""), email: String(form.get("email") ?? "") };
    start(async () => {
      const result = await createPersonAction({ ...person, role });
      setSentence(result.ok ? null : result.sentence);
      if (result.ok) onAdded(person);
    });
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent>
        <DialogHeader className="mb-4">
          <DialogTitle>Add a person</DialogTitle>
          <DialogDescription>They come in by a one-time link, which you hand over yourself.</DialogDescription>
        </DialogHeader>
        <form onSubmit={onSubmit} className="flex flex-col gap-4">
          <div>
            <Label htmlFor="person-name">Name</Label>
            <Input id="person-name" name="name" required maxLength={120} autoComplete="off" className="mt-1" />
          </div>
          <div>
            <Label htmlFor="person-email">E-mail</Label>
            <Input
              id="person-email"
              name="email"
              type="email"
              required
              maxLength={254}
              autoComplete="off"
              className="mt-1"
            />
          </div>
          <div>
            <Label htmlFor="person-role">Role</Label>
            <Select value={role} onValueChange={(value) => setRole(Role.catch("viewer").parse(value))}>
              <SelectTrigger id="person-role" className="mt-1 w-full">
                <SelectValue />
              </SelectTrigger>
              <SelectContent>
                {Role.options.map((option) => (
                  <SelectItem key={option} value={option}>
                    {ROLE_LABEL[option]}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
            <p className="mt-1 text-ink-3 text-meta">{ROLE_WORDS[role]}</p>
          </div>
          <div role="alert" className="empty:hidden">
            {sentence !== null && <p className="border-mark-edge border-l-2 bg-wash px-3 py-2">{sentence}</p>}
          </div>
          <DialogFooter className="mt-0">
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" variant="filled" disabled={busy}>
              {busy ? "Adding" : "Add and make a link"}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
