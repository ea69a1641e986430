"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { showText } from "@/lib/domain/text";
import type { ConnectorCard } from "@/lib/domain/views/work-views";
import { createSourceAction } from "../../../_sources/actions";

type Field = ConnectorCard["fields"][number];
type Refusal = { sentence: string; where: string | null; requestId: string };

/** Secret-looking fields are not echoed on the screen. */
const SECRET = /token|secret|password|key/i;

function FieldInput({ field, refusal }: { field: Field; refusal: Refusal | null }) {
  const id = `config-${field.name}`;
  const wrong = refusal?.where === `/config/${field.name}`;
  return (
    <div>
      <Label htmlFor={id}>
        {field.label}
        {!field.required && <span className="font-normal text-ink-3"> optional</span>}
      </Label>
      <Input
        id={id}
        name={`config.${field.name}`}
        type={SECRET.test(field.name) ? "password" : "text"}
        required={field.required}
        placeholder={field.placeholder}
        maxLength={4096}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={wrong || undefined}
        aria-describedby={`${id}-help`}
        className="mt-1"
      />
      <p id={`${id}-help`} className="mt-1 text-ink-3 text-meta">
        {wrong ? <span className="font-medium text-ink">{refusal.sentence}</span> : field.help}
      </p>
    </div>
  );
}

/** A form drawn from the connector's own fields; sending it connects the source and queues its first run. */
export function SourceForm({ card }: { card: ConnectorCard }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    const filled = card.fields
      .map((f) => [f.name, text(`config.${f.name}`)] as const)
      .filter(([, value]) => value !== "");
    start(async () => {
      const result = await createSourceAction({
        name: text("name"),
        connector: card.id,
        config: Object.fromEntries(filled),
      });
      if (result.ok) router.push("/sources");
      else setRefusal(result);
    });
  };
  const placed = card.fields.some((f) => refusal?.where === `/config/${f.name}`);
  return (
    <form onSubmit={onSubmit} className="flex max-w-[520px] flex-col gap-4">
      <div>
        <Label htmlFor="source-name">Name</Label>
        <Input id="source-name" name="name" required maxLength={120} defaultValue={card.label} className="mt-1" />
        <p className="mt-1 text-ink-3 text-meta">How people here call this place.</p>
      </div>
      {card.fields.map((field) => (
        <FieldInput key={field.name} field={field} refusal={refusal} />
      ))}
      {refusal && !placed && (
        <p role="alert" className="border-mark-edge border-l-2 bg-wash px-3 py-2">
          {showText(refusal.sentence, 400)}{" "}
          <span className="mono text-code-sm text-ink-3">request {refusal.requestId.slice(0, 8)}</span>
        </p>
      )}
      <div className="flex gap-2">
        <Button type="submit" variant="filled" disabled={busy}>
          {busy ? "Connecting" : "Connect and run"}
        </Button>
        <Button size="lg" onClick={() => router.push("/sources")}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
