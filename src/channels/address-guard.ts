import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP } from "node:net";

/** Addresses that no notification may go to: link-local ones, and where clouds answer with a machine's credentials. */
const forbidden = new BlockList();
forbidden.addSubnet("169.254.0.0", 16, "ipv4");
forbidden.addSubnet("fe80::", 10, "ipv6");
// The same, as networks of IPv6 alone reach it (NAT64, RFC 6052).
forbidden.addSubnet("64:ff9b::a9fe:0", 112, "ipv6");
forbidden.addAddress("fd00:ec2::254", "ipv6");
forbidden.addAddress("100.100.100.200", "ipv4");
forbidden.addAddress("192.0.0.192", "ipv4");
forbidden.addAddress("168.63.129.16", "ipv4");

/** A connection was refused before it was made, because of where it leads to. */
export class ForbiddenAddressError extends Error {
  constructor(address: string) {
    super(`the address ${address} is link-local or a metadata service, which is never connected to`);
    this.name = "ForbiddenAddressError";
  }
}

/** Whether an IP address is one that is never connected to. Names are no addresses: they are judged once resolved. */
export function isForbidden(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const family = isIP(bare);
  return family !== 0 && forbidden.check(bare, family === 6 ? "ipv6" : "ipv4");
}

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/**
 * Resolves a name as Node does, and refuses it where any answer is forbidden: what it gives is what is connected
 * to.
 */
export function guardedLookup(hostname: string, options: LookupOptions, callback: LookupCallback): void {
  dnsLookup(hostname, options, (error, address, family) => {
    const found = typeof address === "string" ? [address] : (address ?? []).map((entry) => entry.address);
    const bad = error ? undefined : found.find(isForbidden);
    if (bad === undefined) callback(error, address, family);
    else callback(new ForbiddenAddressError(bad), []);
  });
}
