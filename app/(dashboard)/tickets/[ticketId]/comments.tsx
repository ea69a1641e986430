"use client";

import { useId, useState } from "react";
import { Avatar } from "@/components/kit/avatar";
import { RelativeTime } from "@/components/kit/relative-time";
import { Section } from "@/components/kit/section";
import { Button } from "@/components/ui/button";
import { Label } from "@/components/ui/label";
import { Textarea } from "@/components/ui/textarea";
import { showText } from "@/lib/domain/text";
import type { TicketDetail } from "@/lib/domain/views/work-views";
import { useWrite } from "../../_parts/use-write";
import { WriteProblemNote } from "../../_parts/write-problem";
import { commentTicketAction } from "./actions";

const MAX_CHARS = 4_000;

/** What people wrote, oldest first, and room for more. Line breaks stay; nothing becomes a link. */
export function TicketComments({ ticket, mayWork }: { ticket: TicketDetail; mayWork: boolean }) {
  const id = useId();
  const [text, setText] = useState("");
  const { pending, problem, write, clearProblem } = useWrite();
  const send = () =>
    write(
      () => commentTicketAction({ ticketId: ticket.id, text }),
      () => setText(""),
    );
  return (
    <Section
      title="Comments"
      note={ticket.comments.length === 0 ? "none yet" : ticket.comments.length.toLocaleString("en")}
    >
      <ol>
        {ticket.comments.map((c) => (
          <li key={c.id} className="border-hair border-b py-3">
            <p className="flex items-center gap-2">
              <Avatar name={showText(c.author, 80)} />
              <RelativeTime at={c.at} now={ticket.asOf.now} className="text-ink-3 text-meta" />
            </p>
            <p className="mt-1 max-w-[75ch] whitespace-pre-wrap break-words pl-[26px]">
              {c.text
                .split("\n")
                .map((line) => showText(line, MAX_CHARS))
                .join("\n")}
            </p>
          </li>
        ))}
      </ol>
      {mayWork ? (
        <form
          className="mt-3 flex max-w-[75ch] flex-col items-start gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <Label htmlFor={id}>Add a comment</Label>
          <Textarea id={id} value={text} maxLength={MAX_CHARS} onChange={(e) => setText(e.target.value)} />
          <WriteProblemNote problem={problem} onReload={clearProblem} />
          <Button type="submit" disabled={pending || text.trim() === ""} aria-busy={pending}>
            {pending ? "Saving" : "Comment"}
          </Button>
        </form>
      ) : (
        <p className="py-2 text-ink-3">Viewers read. An engineer, analyst or admin can comment.</p>
      )}
    </Section>
  );
}
