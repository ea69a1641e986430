"use server";

import { action } from "@/app/action";
import { createPerson, createSignInLink, setRole } from "@/lib/services/auth/people";

export const createPersonAction = action(createPerson);
export const setRoleAction = action(setRole);
export const createSignInLinkAction = action(createSignInLink);
