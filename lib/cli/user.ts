import { FaultlineError } from "@/lib/domain/errors";
import { createPerson, createSignInLink, listMembers, setRole } from "@/lib/services/auth/people";
import { systemContext } from "@/lib/services/context";
import { ensureWorkspace } from "@/lib/services/workspace/workspace";
import { baseUrl } from "./base-url";
import { withDatabase } from "./with-database";

type Io = { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream };

const context = async () => systemContext((await ensureWorkspace()).id, "Command line");

/** `faultline user list`. */
export function userList(io: Io): Promise<number> {
  return withDatabase(async () => {
    const members = await listMembers(await context());
    for (const m of members) io.stdout.write(`${m.email}\t${m.role}\t${m.name}${m.lockedUntil ? "\tlocked" : ""}\n`);
    if (members.length === 0)
      io.stderr.write("Nobody yet. Add someone with: faultline user create EMAIL NAME --role admin\n");
    return 0;
  });
}

/** `faultline user create`: adds a person and prints a link that works once. */
export function userCreate(o: { email: string; name: string; role: string }, io: Io): Promise<number> {
  return withDatabase(async () => {
    const ctx = await context();
    await createPerson(ctx, o);
    io.stdout.write(`${await signInUrl(ctx, o.email)}\n`);
    return 0;
  });
}

/** `faultline user link`: a fresh link for somebody who is a member. */
export function userLink(o: { email: string }, io: Io): Promise<number> {
  return withDatabase(async () => {
    io.stdout.write(`${await signInUrl(await context(), o.email)}\n`);
    return 0;
  });
}

/** `faultline user role`. */
export function userRole(o: { email: string; role: string }, io: Io): Promise<number> {
  return withDatabase(async () => {
    const ctx = await context();
    const member = (await listMembers(ctx)).find((m) => m.email === o.email.trim().toLowerCase());
    if (!member) throw new FaultlineError("invalid_input", `Nobody here has the address ${o.email}.`);
    await setRole(ctx, { personId: member.id, role: o.role });
    io.stderr.write(`${member.name} is ${o.role} now.\n`);
    return 0;
  });
}

async function signInUrl(ctx: Awaited<ReturnType<typeof context>>, email: string): Promise<string> {
  return `${baseUrl()}/sign-in/link?token=${await createSignInLink(ctx, email)}`;
}
