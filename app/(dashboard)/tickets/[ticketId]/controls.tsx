"use client";

import { type ReactNode, useId, useState } from "react";
import { RelativeTime } from "@/components/kit/relative-time";
import { Section } from "@/components/kit/section";
import { useShortcut } from "@/components/kit/shortcuts";
import { DueClock } from "@/components/posture/due-clock";
import { TicketStatus } from "@/components/posture/ticket-status";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { showText } from "@/lib/domain/text";
import { TICKET_STATES_BY_HAND, type TicketState } from "@/lib/domain/ticket";
import type { PersonRef, TicketDetail } from "@/lib/domain/views/work-views";
import { useWrite } from "../../_parts/use-write";
import { WriteProblemNote } from "../../_parts/write-problem";
import { SeenMark } from "../table-schema";
import { assignTicketAction, setTicketDueAction, setTicketStateAction } from "./actions";
import type { May } from "./may";

const NOBODY = "nobody";

function Field({ label, htmlFor, children }: { label: string; htmlFor?: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1 py-2">
      <Label {...(htmlFor === undefined ? {} : { htmlFor })} className="text-ink-3">
        {label}
      </Label>
      {children}
    </div>
  );
}

type ControlsProps = { ticket: TicketDetail; people: readonly PersonRef[]; may: May };

/** What people say beside what Faultline sees; who, until when. Every change names the version it was made on. */
export function TicketControls({ ticket, people, may }: ControlsProps) {
  const { pending, problem, write, clearProblem } = useWrite();
  const ids = { state: useId(), assignee: useId(), due: useId() };
  const [due, setDue] = useState(ticket.dueAt?.slice(0, 10) ?? "");
  const at = { ticketId: ticket.id, version: ticket.version };
  useShortcut("a", "Assign", () => document.getElementById(ids.assignee)?.focus());

  const byHand = TICKET_STATES_BY_HAND.includes(ticket.state);
  const states = byHand ? TICKET_STATES_BY_HAND : [ticket.state, ...TICKET_STATES_BY_HAND];
  const setState = (state: string) =>
    write(() => setTicketStateAction({ ...at, state: state as TicketState }), undefined, "Status saved");
  const assign = (id: string) =>
    write(() => assignTicketAction({ ...at, assigneeId: id === NOBODY ? null : id }), undefined, "Assignee saved");
  const saveDue = (day: string) =>
    write(
      () => setTicketDueAction({ ...at, dueAt: day === "" ? null : `${day}T23:59:59Z` }),
      undefined,
      "Due date saved",
    );

  return (
    <div className="flex flex-col gap-4">
      <Section title="Is it really fixed?">
        <div className="grid grid-cols-2 gap-x-4">
          <Field label="People say" htmlFor={ids.state}>
            <Select value={ticket.state} onValueChange={setState} disabled={!may.work || pending}>
              <SelectTrigger id={ids.state} className="w-full">
                <SelectValue />
              </SelectTrigger>
              <SelectContent>
                {states.map((s) => (
                  <SelectItem key={s} value={s} disabled={!TICKET_STATES_BY_HAND.includes(s)}>
                    <TicketStatus state={s} />
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          </Field>
          <div className="flex flex-col gap-1 py-2">
            <p className="font-medium text-ink-3">Faultline sees</p>
            <p className="flex h-8 items-center">
              <SeenMark ticket={ticket} />
            </p>
          </div>
        </div>
        <p className="break-words text-ink-2">{showText(ticket.seen.sentence)}</p>
        {ticket.state === "fix_claimed" && (
          <p className="mt-1 text-ink-3 text-meta">Claimed is not proven. The next look at the same place decides.</p>
        )}
      </Section>
      <WriteProblemNote problem={problem} onReload={clearProblem} />
      <Section title="Who, until when">
        <Field label="Assignee" htmlFor={ids.assignee}>
          <Select value={ticket.assignee?.id ?? NOBODY} onValueChange={assign} disabled={!may.plan || pending}>
            <SelectTrigger id={ids.assignee} className="w-full">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value={NOBODY}>Nobody</SelectItem>
              {people.map((p) => (
                <SelectItem key={p.id} value={p.id}>
                  {showText(p.name, 60)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        </Field>
        <Field label="Due" htmlFor={ids.due}>
          <span className="flex items-center gap-2">
            <Input
              id={ids.due}
              type="date"
              value={due}
              disabled={!may.plan || pending}
              onChange={(e) => setDue(e.target.value)}
              className="w-40"
            />
            {due !== (ticket.dueAt?.slice(0, 10) ?? "") && (
              <Button onClick={() => saveDue(due)} disabled={pending}>
                Save date
              </Button>
            )}
          </span>
        </Field>
        <p className="py-1">
          <DueClock dueAt={ticket.dueAt} openedAt={ticket.createdAt} now={ticket.asOf.now} />
        </p>
        <p className="text-ink-3 text-meta">
          Opened <RelativeTime at={ticket.createdAt} now={ticket.asOf.now} />, changed{" "}
          <RelativeTime at={ticket.updatedAt} now={ticket.asOf.now} />
          {ticket.owner !== null && `, owned by ${showText(ticket.owner, 60)}`}.
        </p>
        {!may.plan && (
          <p className="mt-2 text-ink-3 text-meta">
            {may.work
              ? "Analysts and admins assign and set dates."
              : "Viewers read. Engineers set the status; analysts assign."}
          </p>
        )}
      </Section>
    </div>
  );
}
