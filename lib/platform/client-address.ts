/**
 * Who is calling, as far as an address can say it. Only the HTTP server sees the socket, so it
 * stamps the peer's address on every request (overwriting whatever the client sent); behind
 * proxies the address is counted back from the end of X-Forwarded-For by TRUSTED_PROXY_HOPS,
 * because everything further left was written by the client.
 */
import type { IncomingMessage } from 'node:http';
import { isIP, isIPv4 } from 'node:net';
import { config } from './config';

export const PEER_HEADER = 'x-switchboard-peer';

/** Called by the server for each request and upgrade, before anything else reads its headers. */
export function stampPeer(request: IncomingMessage): void {
  request.headers[PEER_HEADER] = request.socket.remoteAddress ?? '';
}

/** Dotted IPv4 (also for IPv4-mapped IPv6), else lower-case IPv6; `unknown` when it is neither. */
export function canonicalAddress(address: string): string {
  const bare = address
    .trim()
    .toLowerCase()
    .replace(/^\[|\](:\d+)?$/g, '')
    .replace(/%.*$/, '');
  const withoutPort = /^[\d.]+:\d+$/.test(bare) ? bare.slice(0, bare.lastIndexOf(':')) : bare;
  const mapped = withoutPort.startsWith('::ffff:') ? withoutPort.slice(7) : withoutPort;
  if (isIPv4(mapped)) return mapped;
  return isIP(withoutPort) ? withoutPort : 'unknown';
}

/** What limits count by: an IPv4 address, or the /64 that one IPv6 customer owns. */
export function addressBlock(address: string): string {
  if (!address.includes(':')) return address;
  const [left = '', right] = address.split('::');
  const head = left ? left.split(':') : [];
  const tail = right ? right.split(':') : [];
  const gap = right === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array<string>(gap).fill('0'), ...tail].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}

export function clientAddress(headers: Headers, hops = config().TRUSTED_PROXY_HOPS): string {
  const peer = headers.get(PEER_HEADER) ?? '';
  if (hops === 0) return canonicalAddress(peer);
  const chain = (headers.get('x-forwarded-for') ?? '').split(',').filter((part) => part.trim());
  return canonicalAddress(chain.at(-hops) ?? chain[0] ?? peer);
}
