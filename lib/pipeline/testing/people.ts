import type { Role } from "@/lib/domain/access";
import { createPerson } from "@/lib/services/auth/people";
import type { Ctx } from "@/lib/services/context";
import { word } from "./rig";

/** A member of the workspace and the context in which they act. */
export async function member(ctx: Ctx, role: Role): Promise<Ctx & { personId: string }> {
  const email = `${word()}@${word()}.example`;
  const name = `${role} ${word(5)}`;
  const { id } = await createPerson(ctx, { name, email, role });
  return { ...ctx, role, actor: { kind: "person", id, name, email }, personId: id };
}
