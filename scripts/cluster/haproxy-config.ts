/**
 * The balancer's configuration for nodes that are known here: `deploy/haproxy.cfg` with its addresses
 * and server lines filled in, and nothing else changed, so that what runs here is what is shipped.
 */
import fs from 'node:fs';

export interface BalancerNode {
  name: string;
  port: number;
}

export interface BalancerPlaces {
  port: number;
  /** For handing its table to the next process on a reload. */
  peerPort: number;
  nodes: BalancerNode[];
}

const SHIPPED = 'deploy/haproxy.cfg';
const SERVER = /^ {2}server (\w) "\$\{NODE_\w-[\d.:]+\}"(.*)$/;
/** Local processes keep the user that started them. */
const FOR_ROOT = /^ {2}(user|group) haproxy$/;

/** @throws Error when the shipped file has changed its shape. */
export function haproxyConfig(
  { port, peerPort, nodes }: BalancerPlaces,
  shipped = fs.readFileSync(SHIPPED, 'utf8'),
): string {
  const lines = shipped.split('\n').flatMap((line) => {
    if (FOR_ROOT.test(line)) return [];
    const [, name, rest] = SERVER.exec(line) ?? [];
    if (name === undefined || rest === undefined) return [line];
    // The lines of the first node stand for all.
    if (name !== 'a') return [];
    return nodes.map(
      (node) => `  server ${node.name} 127.0.0.1:${node.port}${named(rest, node.name)}`,
    );
  });
  return replaceOnce(
    replaceOnce(lines.join('\n'), '"${BIND-:80}"', `127.0.0.1:${port}`),
    '"${PEER_BIND-127.0.0.1:10240}"',
    `127.0.0.1:${peerPort}`,
  );
}

const named = (rest: string, name: string) =>
  rest.replace('cookie a', `cookie ${name}`).replace('track pages/a', `track pages/${name}`);

function replaceOnce(text: string, what: string, by: string): string {
  if (text.split(what).length !== 2) throw new Error(`${SHIPPED} has no single ${what}.`);
  return text.replace(what, () => by);
}
