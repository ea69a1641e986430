import type { ComponentProps } from "react";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";

type FieldProps = ComponentProps<"input"> & { id: string; label: string; help?: string };

/** A label, its input and a quiet line that belongs to it. */
export function Field({ id, label, help, ...rest }: FieldProps) {
  return (
    <div>
      <Label htmlFor={id}>{label}</Label>
      <Input id={id} className="mt-1" aria-describedby={help ? `${id}-help` : undefined} {...rest} />
      {help && (
        <p id={`${id}-help`} className="mt-1 text-ink-3 text-meta">
          {help}
        </p>
      )}
    </div>
  );
}
