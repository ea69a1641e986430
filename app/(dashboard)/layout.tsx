import type { ReactNode } from "react";
import { pageContext } from "@/app/session";
import { asOf } from "@/lib/services/workspace/workspace";
import { EstateLabel } from "./_shell/estate-label";
import { Shell } from "./_shell/shell";

/** Signed in or away; then the shell, and the label of an estate that is not real. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const ctx = await pageContext();
  const { label } = await asOf(ctx);
  const { actor } = ctx;
  const person = { name: actor.name, email: actor.kind === "person" ? actor.email : "", role: ctx.role };
  return (
    <Shell person={person}>
      {label !== null && <EstateLabel label={label} />}
      {children}
    </Shell>
  );
}
