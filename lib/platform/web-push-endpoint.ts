/**
 * Where a push may be sent. The address comes from a browser, so it could name anything: only https on
 * its usual port, only names, and of what a name leads to only addresses of the public internet. The
 * last is asked when the connection is made, so a name that changes its mind gains nothing.
 */
import '#server-guard';
import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { LIMITS } from '@/lib/contracts/limits';
import { config } from './config';

const PRIVATE_NAMES =
  /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|arpa|test|onion)$/;

/** Null when nothing may be sent there. */
export function pushEndpoint(text: string): URL | null {
  if (text.length > LIMITS.pushEndpointChars || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.hash !== '') return null;
  if (isOwnMachine(url)) return url;
  const host = url.hostname.replace(/\.$/, '');
  const isName = isIP(host) === 0 && !host.startsWith('[') && host.includes('.');
  if (url.protocol !== 'https:' || url.port !== '' || !isName) return null;
  return PRIVATE_NAMES.test(host) ? null : url;
}

/** Tests have their push service on this machine. */
const isOwnMachine = ({ protocol, hostname }: URL): boolean =>
  config().PUSH_TO_LOOPBACK && protocol === 'http:' && hostname === '127.0.0.1';

const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv4');
}
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
/** Within it: documentation, and ways into IPv4 that would go round the list above. */
const notPublic6 = new BlockList();
notPublic6.addSubnet('2001::', 23, 'ipv6');
notPublic6.addSubnet('2001:db8::', 32, 'ipv6');
notPublic6.addSubnet('2002::', 16, 'ipv6');
notPublic6.addSubnet('3fff::', 20, 'ipv6');

export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !notPublic.check(address, 'ipv4');
  return global6.check(address, 'ipv6') && !notPublic6.check(address, 'ipv6');
}

export class PrivateAddressError extends Error {}

/** For `lookup` of a request: fails where a name leads to anything that is not public. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, '', 0);
    const first = found[0];
    if (first === undefined || !found.every(({ address }) => isPublicAddress(address))) {
      return callback(new PrivateAddressError('The address is not a public one.'), '', 0);
    }
    if (options.all) (callback as unknown as (e: null, all: LookupAddress[]) => void)(null, found);
    else callback(null, first.address, first.family);
  });
};
