/** The way to the first proxy: name, port, certificate. */
import dns from 'node:dns/promises';
import net from 'node:net';
import tls from 'node:tls';
import { wordsOf } from './ask';
import { advise, type Tell } from './finding';

const TIMEOUT_MS = 5_000;
const SOON_DAYS = 14;
const DAY_MS = 24 * 3_600_000;

export const portOf = (url: URL): number =>
  Number(url.port || (url.protocol === 'https:' ? 443 : 80));

/** @returns the addresses; null when going on makes no sense. */
export async function checkAddress(base: URL, tell: Tell): Promise<string[] | null> {
  const host = base.hostname.replace(/^\[|\]$/g, '');
  const port = portOf(base);
  let addresses: string[];
  try {
    addresses = (await dns.lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    tell({
      check: 'address',
      verdict: 'broken',
      text: `The name ${host} has no address (${wordsOf(error)}).`,
      fix: advise('Correct the DNS entry, or the address given here.', 'proxy'),
    });
    return null;
  }
  const problem = await connects(host, port);
  if (problem !== null) {
    tell({
      check: 'address',
      verdict: 'broken',
      text: `Nothing accepts connections at ${host} port ${port} (${problem}).`,
      fix: advise(
        'Start the proxy, open the port in the firewall, or correct the DNS entry.',
        'proxy',
      ),
    });
    return null;
  }
  tell({
    check: 'address',
    verdict: 'ok',
    text: `${host} is ${addresses.join(', ')}, port ${port} is open.`,
  });
  return addresses;
}

function connects(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, autoSelectFamily: true });
    const done = (problem: string | null) => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(TIMEOUT_MS, () => done(`no answer within ${TIMEOUT_MS / 1000} s`));
    socket.once('connect', () => done(null));
    socket.once('error', (error) => done(wordsOf(error)));
  });
}

/** @returns whether browsers would go on. */
export async function checkCertificate(base: URL, tell: Tell): Promise<boolean> {
  if (base.protocol !== 'https:') {
    const local = ['localhost', '127.0.0.1', '[::1]'].includes(base.hostname);
    tell({
      check: 'tls',
      verdict: local ? 'skipped' : 'warning',
      text: local
        ? 'Not checked: plain http on this machine.'
        : 'Plain http: anybody on the way can read along, and browsers refuse some features.',
      ...(local ? {} : { fix: advise('Serve https and set PUBLIC_URL to it.', 'proxy') }),
    });
    return true;
  }
  const host = base.hostname.replace(/^\[|\]$/g, '');
  const seen = await handshake(host, portOf(base));
  if ('problem' in seen) {
    tell({
      check: 'tls',
      verdict: 'broken',
      text: `Browsers refuse the certificate or the connection: ${seen.problem}.`,
      fix: advise(
        'Give the proxy a valid certificate for this name, with its whole chain.',
        'proxy',
      ),
    });
    return false;
  }
  const days = Math.floor((seen.validTo - Date.now()) / DAY_MS);
  tell({
    check: 'tls',
    verdict: days < SOON_DAYS ? 'warning' : 'ok',
    text: `The certificate fits ${host} and ends in ${days} days.`,
    ...(days < SOON_DAYS ? { fix: advise('See why it is not renewed by itself.', 'proxy') } : {}),
  });
  return true;
}

function handshake(host: string, port: number): Promise<{ problem: string } | { validTo: number }> {
  return new Promise((resolve) => {
    const socket = tls.connect({
      host,
      port,
      ...(net.isIP(host) ? {} : { servername: host }),
      // Looked at here, so that the problem can be named.
      rejectUnauthorized: false,
      timeout: TIMEOUT_MS,
    });
    const done = (result: { problem: string } | { validTo: number }) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('timeout', () => done({ problem: 'no answer in time' }));
    socket.once('error', (error) => done({ problem: wordsOf(error) }));
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate();
      const validTo = Date.parse(certificate.valid_to);
      const fault = socket.authorized
        ? undefined
        : String(socket.authorizationError ?? 'not trusted');
      if (validTo < Date.now()) done({ problem: `it ended on ${certificate.valid_to}` });
      else done(fault === undefined ? { validTo } : { problem: fault });
    });
  });
}
