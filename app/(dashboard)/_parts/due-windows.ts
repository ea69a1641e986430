export const DUE_WINDOWS = ["overdue", "week", "later"] as const;
export type DueWindow = (typeof DUE_WINDOWS)[number];

export const DUE_WINDOW_WORDS: Record<DueWindow, string> = {
  overdue: "Overdue",
  week: "Within 7 days",
  later: "Later",
};
