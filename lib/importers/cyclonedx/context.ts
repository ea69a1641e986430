import type { AssetKind } from "@/lib/domain/asset";
import type { FactSite } from "@/lib/domain/inventory";
import type { JsonObject } from "@/lib/domain/json";
import type { LabelNames } from "@/lib/importers/label-names";
import type { BatchBuilder } from "../batch-builder";
import type { Purl } from "./keys";
import type { Labels, Properties } from "./properties";

/** What a bom-ref stands for, once its record is read. */
export type Known = {
  key: string;
  kind: AssetKind;
  name: string;
  pointer: string;
  /** How this one was made from another model, where the record says so; null = it does not. */
  variant: string | null;
  /** True where the record speaks of test or evaluation data. */
  evaluation: boolean;
  autoPull: boolean | null;
};

/** One component with what every kind of asset needs of it already read. */
export type Read = {
  record: JsonObject;
  pointer: string;
  type: string;
  group: string | null;
  name: string;
  version: string | null;
  purl: Purl | null;
  properties: Properties;
  digests: string[];
  license: { license: string | null; texts: string[] };
  variant: string | null;
};

/** One document being read: where facts go, what refs mean, and what waits until every record is known. */
export class BomContext {
  readonly refs = new Map<string, Known>();
  /** kind, group and name -> the one component with them; null when several have. */
  readonly byName = new Map<string, Known | null>();
  /** Components whose relatives and datasets are linked once every record is known. */
  readonly lineage: { component: Read; known: Known }[] = [];
  readonly dependencyCounts = new Map<string, number>();
  /** Components, services and vulnerabilities that came in. */
  seen = 0;
  /** Whether the document was made from systems in operation. */
  operations = false;
  defaults: Labels = { owner: null, env: null, data: null, criticality: null };

  constructor(
    readonly builder: BatchBuilder,
    readonly path: string,
    readonly digest: string,
    /** `urn:bom:…` of this document: its serial number, else its sha256. */
    readonly bomUrn: string,
    readonly labels: LabelNames,
  ) {}

  site(pointer: string): FactSite {
    return { digest: this.digest, path: this.path, pointer };
  }
}
