import type { Role } from "@/lib/domain/access";

/** What each role adds to the one before it. */
export const ROLE_WORDS: Record<Role, string> = {
  viewer: "Reads everything.",
  engineer: "Also works on tickets.",
  analyst: "Also triages, assigns, uploads and releases runs.",
  admin: "Also connects sources and changes people.",
};
