import ipaddr from "ipaddr.js";

/** `never`: link-local, metadata services, multicast and what no service lives at. */
export type AddressKind = "public" | "loopback" | "private" | "never";

const METADATA = new Set(["168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"]);
const PRIVATE = new Set(["private", "uniqueLocal", "carrierGradeNat"]);

/** What kind of address this is; one that holds an IPv4 address inside is what that address is. Unparsable text is `never`. */
export function addressKind(text: string): AddressKind {
  if (!ipaddr.isValid(text)) return "never";
  const address = embedded(ipaddr.parse(text));
  if (METADATA.has(address.toString())) return "never";
  const range: string = address.range();
  if (range === "unicast") return "public";
  if (range === "loopback") return "loopback";
  return PRIVATE.has(range) ? "private" : "never";
}

/** The IPv4 address that a mapped or a translated IPv6 address stands for; any other stays as it is. */
function embedded(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (address instanceof ipaddr.IPv4) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  const bytes = address.toByteArray();
  const range: string = address.range();
  if (range === "rfc6052" || range === "rfc6145") return new ipaddr.IPv4(bytes.slice(12));
  return range === "6to4" ? new ipaddr.IPv4(bytes.slice(2, 6)) : address;
}
