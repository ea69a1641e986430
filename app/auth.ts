import NextAuth, { CredentialsSignin } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { z } from "zod";
import { FaultlineError } from "@/lib/domain/errors";
import { signInWithLink, signInWithPassword } from "@/lib/services/auth/sign-in";

export const LOCKED_CODE = "locked";

/** Tells the form that it is a lock and not a wrong password: the owner of the account must know. */
class AccountLocked extends CredentialsSignin {
  override code = LOCKED_CODE;
}

const Claims = z.object({ id: z.string(), sessionEpoch: z.number().int() });

/** JWT sessions hold who and which epoch; role and membership are read fresh at every request. */
const nextAuth = NextAuth({
  trustHost: true,
  session: { strategy: "jwt", maxAge: 12 * 60 * 60 },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  // A wrong password is an everyday event, told to the person on the form, not an error of ours.
  logger: { error: () => {} },
  providers: [
    Credentials({
      id: "password",
      credentials: { email: {}, password: {} },
      async authorize(given) {
        const input = z.object({ email: z.string(), password: z.string() }).safeParse(given);
        if (!input.success) return null;
        return signInWithPassword(input.data).catch((error: unknown) => {
          if (error instanceof FaultlineError && error.code === "limit") throw new AccountLocked();
          throw error;
        });
      },
    }),
    Credentials({
      id: "link",
      credentials: { token: {} },
      async authorize(given) {
        const input = z.object({ token: z.string() }).safeParse(given);
        return input.success ? signInWithLink(input.data.token) : null;
      },
    }),
  ],
  callbacks: {
    jwt({ token, user }) {
      const claims = Claims.safeParse(user);
      return claims.success ? { ...token, ...claims.data } : token;
    },
    session({ session, token }) {
      const claims = Claims.safeParse(token);
      return { ...session, faultline: claims.success ? claims.data : null };
    },
  },
});

export const { handlers, signIn, signOut } = nextAuth;

/** The signed-in person's claims, or null. */
export async function sessionClaims(): Promise<{ id: string; sessionEpoch: number } | null> {
  const session: unknown = await nextAuth.auth();
  const parsed = z.object({ faultline: Claims.nullable() }).safeParse(session);
  return parsed.success ? parsed.data.faultline : null;
}
