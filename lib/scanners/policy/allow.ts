import type { AllowGroup } from "./allow-group";
import { PYTHON_ALLOWED } from "./allow-python";
import { SKLEARN_ALLOWED } from "./allow-sklearn";
import { SKLEARN_MORE } from "./allow-sklearn-more";
import { TORCH_ALLOWED } from "./allow-torch";

export type AllowEntry = {
  module: string;
  name: string;
  loader: AllowGroup["loader"];
  why: string;
  source: string;
  reviewedAt: string;
};

export const ALLOW: readonly AllowEntry[] = [
  ...PYTHON_ALLOWED,
  ...TORCH_ALLOWED,
  ...SKLEARN_ALLOWED,
  ...SKLEARN_MORE,
].flatMap((group) =>
  Object.entries(group.entries).flatMap(([module, names]) =>
    names.map((name) => ({
      module,
      name,
      loader: group.loader,
      why: group.why,
      source: group.source,
      reviewedAt: group.reviewedAt,
    })),
  ),
);

const BY_PATH = new Map(ALLOW.map((entry) => [`${entry.module}\n${entry.name}`, entry]));

/** The exact allow-list entry of an import, or undefined. */
export function allowEntry(module: string, name: string): AllowEntry | undefined {
  return BY_PATH.get(`${module}\n${name}`);
}

/** Allowed classes on which items may be set (`obj[k] = v`) or appended while a pickle loads. */
export const DICT_LIKE: ReadonlySet<string> = new Set([
  "builtins.dict",
  "collections.OrderedDict",
  "collections.Counter",
  "collections.defaultdict",
  "sklearn.utils._bunch.Bunch",
]);
export const LIST_LIKE: ReadonlySet<string> = new Set(["builtins.list", "builtins.bytearray", "collections.deque"]);
export const SET_LIKE: ReadonlySet<string> = new Set(["builtins.set"]);
