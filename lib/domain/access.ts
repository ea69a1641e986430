import { z } from "zod";
import { ROLES } from "@/db/enums";
import { wordsOf } from "./codes";

/** viewer reads · engineer works own tickets · analyst triages, assigns, imports · admin connects sources and people. */
export const Role = z.enum(wordsOf(ROLES));
export type Role = z.infer<typeof Role>;

export const ROLE_LABEL: Record<Role, string> = {
  viewer: "Viewer",
  engineer: "Engineer",
  analyst: "Analyst",
  admin: "Admin",
};

/** Each role may do all that the roles before it may. */
export function roleAtLeast(role: Role, needed: Role): boolean {
  return ROLES[role] >= ROLES[needed];
}
