import * as access from "./access";
import type { Door } from "./door";
import * as estate from "./estate";
import * as intake from "./intake";
import * as posture from "./posture";
import * as work from "./work";

const isDoor = (value: unknown): value is Door =>
  typeof value === "object" && value !== null && "method" in value && "path" in value && "answer" in value;

/** Every door of /api/v1 that answers JSON to members: the document and the check of the folders are made from it. */
export const DOORS: readonly Door[] = [posture, estate, work, access, intake].flatMap((room) =>
  Object.values(room).filter(isDoor),
);

/** Doors of the contract that are not built yet: said in the document, and answered with not_found. */
export const LATER_DOORS = ["gate", "reports", "exports"] as const;
