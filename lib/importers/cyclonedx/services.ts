import type { Json, JsonObject } from "@/lib/domain/json";
import { showText } from "@/lib/domain/text";
import { isObject, listOf, nameOf, objectOf, shapeOf, step, textOf, versionOf } from "../json-access";
import type { BomContext, Known } from "./context";
import { groupedName } from "./keys";
import { flagOf, governanceOwner, labelsOf, type Properties, propertiesOf } from "./properties";

function absoluteUrls(value: Json | undefined): string[] {
  return listOf(value).flatMap((entry) => {
    const url = textOf(entry);
    return url !== null && /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(url) ? [url] : [];
  });
}

/** Whether the document says the service faces the internet; a zone in other words says neither. */
function publicNetwork(zone: string | null, exposure: string | null): boolean | null {
  for (const said of [exposure, zone]) {
    const word = said?.toLowerCase().trim();
    if (word === "internet" || word === "public") return true;
    if (word === "internal" || word === "private") return false;
  }
  return null;
}

function serviceProps(ctx: BomContext, record: JsonObject, properties: Properties): JsonObject {
  const zone = textOf(record.trustZone);
  const exposure = properties.get("faultline:exposure")?.value ?? null;
  const classes = listOf(record.data).flatMap((d) => textOf(objectOf(d).classification) ?? []);
  const authenticated = record.authenticated;
  const provider = nameOf(record.provider);
  const autoPull = flagOf(properties, "faultline:auto_pull");
  const sandbox = properties.get("faultline:sandbox")?.value ?? null;
  return {
    state: ctx.operations ? "running" : null,
    product: properties.get("faultline:product")?.value ?? textOf(record.name),
    version: versionOf(record.version),
    auth: authenticated === false ? "none" : authenticated === true ? "key" : null,
    public_network: publicNetwork(zone, exposure),
    trust_zone: zone,
    crosses_trust_boundary: typeof record["x-trust-boundary"] === "boolean" ? record["x-trust-boundary"] : null,
    data_classification: [...new Set(classes)].slice(0, 50),
    endpoints: absoluteUrls(record.endpoints).slice(0, 100),
    ...(provider !== null ? { provider } : {}),
    ...(autoPull !== null ? { auto_pull: autoPull } : {}),
    ...(sandbox !== null ? { sandbox } : {}),
  };
}

function addService(ctx: BomContext, record: JsonObject, pointer: string, name: string): Known | null {
  const properties = propertiesOf(record, pointer);
  const version = versionOf(record.version);
  const own = labelsOf(properties, ctx.labels, (at, reason) => ctx.builder.note(ctx.site(at), reason));
  const key = ctx.builder.asset({
    key: `urn:service:${groupedName(textOf(record.group), name)}${version === null ? "" : `@${version}`}`,
    aliases: absoluteUrls(record.endpoints).slice(0, 100),
    kind: "infra",
    subtype: "endpoint",
    name,
    class: "declared",
    owner: own.owner ?? governanceOwner(listOf(record.data)) ?? ctx.defaults.owner,
    env: own.env ?? ctx.defaults.env,
    data: own.data ?? ctx.defaults.data,
    criticality: own.criticality ?? ctx.defaults.criticality,
    props: serviceProps(ctx, record, properties),
    site: ctx.site(pointer),
  });
  if (key === null) return null;
  ctx.seen += 1;
  const autoPull = flagOf(properties, "faultline:auto_pull");
  return { key, kind: "infra", name, pointer, variant: null, evaluation: false, autoPull };
}

/** Reads a list of services and the services inside them; each becomes an endpoint. */
export function readServices(ctx: BomContext, value: Json | undefined, pointer: string): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) {
    ctx.builder.drop(ctx.site(pointer), `services is ${shapeOf(value)}, not a list.`);
    return;
  }
  value.forEach((entry, i) => {
    const at = step(pointer, i);
    const name = isObject(entry) ? textOf(entry.name) : null;
    if (!isObject(entry) || name === null) {
      ctx.builder.drop(
        ctx.site(at),
        isObject(entry) ? "A service has no name." : `A service is ${shapeOf(entry)}, not an object.`,
      );
    } else {
      const ref = textOf(entry["bom-ref"]);
      const twin = ref === null ? undefined : ctx.refs.get(ref);
      if (twin) {
        const reason = `The bom-ref "${showText(ref ?? "", 120)}" already stands for ${twin.pointer}: this second record is not used.`;
        ctx.builder.drop(ctx.site(at), reason);
      } else {
        const known = addService(ctx, entry, at, name);
        if (known !== null && ref !== null) ctx.refs.set(ref, known);
      }
    }
    if (isObject(entry)) readServices(ctx, entry.services, step(at, "services"));
  });
}
