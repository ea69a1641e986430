import type { LookupAddress } from "node:dns";
import { lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { showText } from "@/lib/domain/text";
import { type AddressKind, addressKind } from "./address";
import { NetError } from "./net-error";

export type NetPolicy = {
  /** Hosts, `name` or `name:port`, that may have loopback or private addresses; plain http works where it is loopback. */
  allowHosts?: readonly string[];
  /** Asks for a name's addresses; the system's resolver unless told otherwise. */
  resolve?: (hostname: string) => Promise<LookupAddress[]>;
};

/** A host's name in a URL without the brackets of an IPv6 address. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, "");

function isAllowedHost(url: URL, policy: NetPolicy): boolean {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const names = [url.hostname, bare(url.hostname)].flatMap((name) => [name, `${name}:${port}`]);
  return (policy.allowHosts ?? []).some((allowed) => names.includes(allowed.toLowerCase()));
}

const WHAT: Record<Exclude<AddressKind, "public">, string> = {
  loopback: "this machine itself",
  private: "a private network",
  never: "a link-local, metadata or reserved address",
};

function refuse(url: URL, address: string, kind: Exclude<AddressKind, "public">): NetError {
  const fix = kind === "never" ? "It is never spoken to." : `Allow it with --allow-host ${url.host} if it is meant.`;
  return new NetError(
    "address_refused",
    `${showText(url.host, 120)} is ${showText(address, 60)}, ${WHAT[kind]}. ${fix}`,
  );
}

/** Throws unless this address may be spoken to on behalf of this URL. */
function checkAddress(url: URL, address: string, policy: NetPolicy): void {
  const kind = addressKind(address);
  if (kind !== "public" && (kind === "never" || !isAllowedHost(url, policy))) throw refuse(url, address, kind);
  if (url.protocol === "http:" && kind !== "loopback")
    throw new NetError(
      "address_refused",
      `${showText(url.host, 120)}: plain http is only spoken to this machine itself.`,
    );
}

/** Throws unless the URL may be asked for at all; a name is judged when it is resolved, a written address here. */
export function checkUrl(url: URL, policy: NetPolicy): void {
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new NetError("address_refused", `${showText(url.href, 200)}: only https is spoken.`);
  if (url.username !== "" || url.password !== "")
    throw new NetError(
      "address_refused",
      `${showText(url.host, 120)}: a URL with a user or a password in it is not used.`,
    );
  if (isIP(bare(url.hostname)) !== 0) checkAddress(url, bare(url.hostname), policy);
  if (url.protocol === "http:" && !isAllowedHost(url, policy))
    throw new NetError("address_refused", `${showText(url.host, 120)}: only https is spoken, not http.`);
}

/** The look-up that a socket to `url` connects by: it gives addresses only when every answer for the name may be spoken to. */
export function guardedLookup(url: URL, policy: NetPolicy): LookupFunction {
  const resolve = policy.resolve ?? ((hostname: string) => systemLookup(hostname, { all: true, verbatim: true }));
  const checked = async (hostname: string): Promise<LookupAddress[]> => {
    const answers = await resolve(hostname);
    if (answers.length === 0) throw new NetError("unreachable", `${showText(hostname, 120)} has no address.`);
    for (const { address } of answers) checkAddress(url, address, policy);
    return answers;
  };
  return (hostname, options, callback) => {
    checked(hostname).then(
      (answers) => {
        const [first] = answers;
        if (options.all === true) callback(null, answers);
        else callback(null, first?.address ?? "", first?.family ?? 4);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, "", 4),
    );
  };
}
