/** What the signed-in person may do with a ticket. */
export type May = {
  /** Engineers and above: work on it. */
  work: boolean;
  /** Analysts and above: hand it to somebody, move its date. */
  plan: boolean;
};
