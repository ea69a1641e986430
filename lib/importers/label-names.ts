/** Where `normalize` finds owner, environment and levels: names of tags, properties or labels, tried in order. */
export type LabelNames = { owner: string[]; env: string[]; data: string[]; criticality: string[] };

export const DEFAULT_LABELS: LabelNames = {
  owner: ["faultline:owner", "owner", "team"],
  env: ["faultline:env", "env", "environment", "stage"],
  data: ["faultline:data"],
  criticality: ["faultline:criticality"],
};
