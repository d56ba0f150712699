import { BlockList, isIP, isIPv4 } from "node:net";

const IPV4_REFUSED: readonly (readonly [string, number, string])[] = [
  ["0.0.0.0", 8, "this network"],
  ["10.0.0.0", 8, "private"],
  ["100.64.0.0", 10, "carrier-grade NAT"],
  ["127.0.0.0", 8, "loopback"],
  ["169.254.0.0", 16, "link-local"],
  ["172.16.0.0", 12, "private"],
  ["192.0.0.0", 24, "reserved"],
  ["192.0.2.0", 24, "documentation"],
  ["192.88.99.0", 24, "reserved"],
  ["192.168.0.0", 16, "private"],
  ["198.18.0.0", 15, "benchmarking"],
  ["198.51.100.0", 24, "documentation"],
  ["203.0.113.0", 24, "documentation"],
  ["224.0.0.0", 4, "multicast"],
  ["240.0.0.0", 4, "reserved"],
];

/** Named ranges first; then whatever is not global unicast. */
const IPV6_REFUSED: readonly (readonly [string, number, string])[] = [
  ["::", 128, "unspecified"],
  ["::1", 128, "loopback"],
  ["fc00::", 7, "unique local"],
  ["fe80::", 10, "link-local"],
  ["fec0::", 10, "site-local"],
  ["ff00::", 8, "multicast"],
  ["2001::", 23, "reserved"],
  ["2001:db8::", 32, "documentation"],
  ["2002::", 16, "6to4"],
  ["3fff::", 20, "documentation"],
];

/** Prefixes of 96 bits whose last 32 are an IPv4 address: mapped, and translated (NAT64). */
const IPV4_INSIDE = [
  [0, 0, 0, 0, 0, 0xffff],
  [0x64, 0xff9b, 0, 0, 0, 0],
] as const;

function listOf(
  ranges: readonly (readonly [string, number, string])[],
  family: "ipv4" | "ipv6",
): readonly (readonly [BlockList, string])[] {
  return ranges.map(([network, prefix, why]) => {
    const list = new BlockList();
    list.addSubnet(network, prefix, family);
    return [list, why];
  });
}

const IPV4_LISTS = listOf(IPV4_REFUSED, "ipv4");
const IPV6_LISTS = listOf(IPV6_REFUSED, "ipv6");

/** Why an IP address is not one of the public internet ("loopback"), or undefined where it is. */
export function refusedAddress(address: string): string | undefined {
  const plain = address.replace(/%.*$/, "");
  if (isIPv4(plain)) return IPV4_LISTS.find(([list]) => list.check(plain, "ipv4"))?.[1];
  if (isIP(plain) !== 6) return "not an address";
  const groups = groupsOf(plain);
  if (IPV4_INSIDE.some((prefix) => prefix.every((group, i) => groups[i] === group))) {
    const [high = 0, low = 0] = groups.slice(6);
    return refusedAddress([high >> 8, high & 255, low >> 8, low & 255].join("."));
  }
  const named = IPV6_LISTS.find(([list]) => list.check(plain, "ipv6"))?.[1];
  return named ?? ((groups[0] ?? 0) >> 13 === 1 ? undefined : "not global");
}

/** The eight 16-bit groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const parse = (part: string): number[] =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const [left, right] = [parse(head), parse(tail ?? "")];
  const middle = Array.from({ length: 8 - left.length - right.length }, () => 0);
  return [...left, ...middle, ...right];
}

/** A URL's host as addresses and names are compared: lower case, no brackets, no final dot. */
export function hostOf(url: URL): string {
  return url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}
