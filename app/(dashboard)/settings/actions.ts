"use server";

import { action } from "@/app/action";
import { createPerson, createSignInLink, setRole } from "@/lib/services/auth/people";
import { createToken, revokeToken } from "@/lib/services/token/token";

export const createPersonAction = action(createPerson);
export const setRoleAction = action(setRole);
export const createSignInLinkAction = action(createSignInLink);
export const createTokenAction = action(createToken);
export const revokeTokenAction = action(revokeToken);
