import { readFileSync } from "node:fs";
import path from "node:path";
import { ROLES } from "@/db/enums";
import { faultline, type Place, ROOT } from "./server";

export type Role = keyof typeof ROLES;
export type Person = { name: string; email: string; role: Role };

export const EVERY_ROLE = Object.keys(ROLES) as Role[];

/** The first person of the demo estate with this role. */
export function personWith(role: Role): Person {
  const file = path.join(ROOT, "examples", "demo-estate", "people.json");
  const people = JSON.parse(readFileSync(file, "utf8")) as Person[];
  const person = people.find((p) => p.role === role);
  if (!person) throw new Error(`${file} holds nobody with the role ${role}.`);
  return person;
}

/** Where the signed-in browser state of a role is kept between the setup and the screens. */
export function stateFile(role: Role): string {
  return path.join(ROOT, "test-results", "signed-in", `${role}.json`);
}

/** A fresh one-time sign-in link, made by the command line as an operator would. */
export function signInLink(place: Place, person: Person): Promise<string> {
  return faultline(place, "user", "link", person.email);
}
