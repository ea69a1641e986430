import type { GraphAsset } from "@/lib/graph/graph";
import type { tinyGraph } from "@/lib/graph/testing/tiny-graph";
import type { Failure, Outcome, Rule } from "../define";

type Tiny = ReturnType<typeof tinyGraph>;

/** Names of the assets a rule applies to. */
export function population(rule: Rule, { graph }: Tiny): string[] {
  return rule.population(graph).map((a: GraphAsset) => a.name);
}

/** One rule on one asset of a tiny graph, which must be of its population. */
export function judge(rule: Rule, made: Tiny, name: string): Outcome[] {
  if (!rule.population(made.graph).includes(made.asset(name)))
    throw new Error(`${name} is not in the population of ${rule.id}`);
  return rule.evaluate(made.asset(name), made.graph);
}

/** The one failure of an asset; throws when it passes, is inconclusive or fails twice. */
export function failureOf(rule: Rule, made: Tiny, name: string): Failure {
  const [outcome, ...more] = judge(rule, made, name);
  if (outcome?.result !== "fail" || more.length > 0)
    throw new Error(`${rule.id} gave ${JSON.stringify([outcome, ...more])} on ${name}, not one failure`);
  return outcome;
}

/** Result words of an asset, with the reason where one is given. */
export function results(rule: Rule, made: Tiny, name: string): string[] {
  return judge(rule, made, name).map((o) => (o.result === "inconclusive" ? `inconclusive ${o.reason}` : o.result));
}
