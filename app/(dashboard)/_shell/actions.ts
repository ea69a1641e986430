"use server";

import { signOut } from "@/app/auth";

/** Ends this browser's session and shows the sign-in screen. */
export async function signOutAction(): Promise<void> {
  await signOut({ redirectTo: "/sign-in" });
}
