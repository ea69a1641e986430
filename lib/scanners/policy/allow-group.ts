type Loader = "python" | "numpy" | "joblib" | "torch" | "sklearn" | "scipy";

/** Entries that share one reason. `entries` maps a module to exact qualified names; no patterns, ever. */
export type AllowGroup = {
  loader: Loader;
  why: string;
  source: string;
  reviewedAt: string;
  entries: Record<string, readonly string[]>;
};
