import { z } from "zod";
import { Role } from "@/lib/domain/access";

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "An e-mail address has at most 254 characters.")
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "That is not an e-mail address.");
const Password = z
  .string()
  .min(12, "A password needs at least 12 characters.")
  .max(200, "A password has at most 200 characters.");
const PersonName = z.string().trim().min(1, "A name is needed.").max(120, "A name has at most 120 characters.");

export const SetupInput = z.object({ token: z.string().min(1), name: PersonName, email: Email, password: Password });
export const PersonInput = z.object({ name: PersonName, email: Email, role: Role });
export const RoleInput = z.object({ personId: z.uuid(), role: Role });
