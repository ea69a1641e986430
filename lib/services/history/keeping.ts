import { FaultlineError } from "@/lib/domain/errors";

/** How long old things are kept. */
export type Keeping = {
  /** Records of history, at least. */
  records: number;
  /** Days of history, at least. */
  days: number;
  /** Newest runs of each source whose raw pages stay. */
  pageRuns: number;
};

const SETTINGS = {
  records: { name: "FAULTLINE_HISTORY_RECORDS", fallback: 2_000, max: 1_000_000_000 },
  days: { name: "FAULTLINE_HISTORY_DAYS", fallback: 400, max: 36_500 },
  pageRuns: { name: "FAULTLINE_RAW_PAGE_RUNS", fallback: 20, max: 1_000_000 },
} as const;

/** Reads the settings; a word that is no number is refused with its name, since guessing would drop what someone wants kept. */
export function keepingOf(env: Readonly<Record<string, string | undefined>>): Keeping {
  const read = (key: keyof Keeping): number => {
    const { name, fallback, max } = SETTINGS[key];
    const text = env[name]?.trim();
    if (!text) return fallback;
    if (!/^\d{1,10}$/.test(text) || Number(text) < 1 || Number(text) > max)
      throw new FaultlineError(
        "invalid_input",
        `${name} is “${text.slice(0, 40)}”: give a whole number from 1 to ${max}.`,
        name,
      );
    return Number(text);
  };
  return { records: read("records"), days: read("days"), pageRuns: read("pageRuns") };
}
