/** Who signs in to the estate; nobody has a password, a one-time link lets them in. */
export const PEOPLE = [
  { name: "Adaeze Winter", email: "adaeze.winter@larkmoor.example", role: "viewer" },
  { name: "Noor Lindqvist", email: "noor.lindqvist@larkmoor.example", role: "analyst" },
  { name: "Ines Okafor", email: "ines.okafor@larkmoor.example", role: "engineer" },
  { name: "Dario Venn", email: "dario.venn@larkmoor.example", role: "admin" },
] as const;
