/** Is it Switchboard, is it ready, does it serve its pages. */
import { ask, wordsOf, type Answer } from './ask';
import { advise, type Tell } from './finding';

async function tryAsk(base: URL, path: string): Promise<Answer | string> {
  try {
    return await ask(new URL(path, base));
  } catch (error) {
    return wordsOf(error);
  }
}

/** @returns whether going on makes sense. */
export async function checkServer(base: URL, tell: Tell): Promise<boolean> {
  const health = await tryAsk(base, '/healthz');
  if (typeof health === 'string' || health.status !== 200 || health.body.trim() !== 'ok') {
    const what =
      typeof health === 'string'
        ? `gives ${health}`
        : `answers ${health.status} and not Switchboard's «ok»`;
    const nobody = typeof health !== 'string' && [502, 503, 504].includes(health.status);
    tell({
      check: 'health',
      verdict: 'broken',
      text: nobody
        ? `The proxy answers ${health.status}: it reaches no node.`
        : `/healthz ${what}.`,
      fix: nobody
        ? advise('Start the nodes, or correct their addresses in the proxy.', 'health')
        : advise('Pass every path to Switchboard, /healthz too.', 'proxy'),
    });
    return false;
  }
  tell({ check: 'health', verdict: 'ok', text: 'The proxy reaches a node.' });
  if (!(await checkReadiness(base, tell))) return false;
  await checkPages(base, tell);
  return true;
}

async function checkReadiness(base: URL, tell: Tell): Promise<boolean> {
  const ready = await tryAsk(base, '/readyz');
  const words = typeof ready === 'string' ? ready : ready.body.trim();
  if (typeof ready !== 'string' && ready.status === 200) {
    const degraded = /redis/i.test(words);
    tell({
      check: 'ready',
      verdict: degraded ? 'warning' : 'ok',
      text: degraded
        ? `The node is ready, but says «${words}»: messages between nodes arrive late.`
        : 'The node is ready, its database answers.',
      ...(degraded ? { fix: advise('Look at Redis and at REDIS_URL of this node.', 'redis') } : {}),
    });
    return true;
  }
  const shown = words.split('\n', 1)[0]?.slice(0, 120) ?? '';
  if (words.includes('database')) {
    tell({
      check: 'ready',
      verdict: 'broken',
      text: 'Postgres is broken: the node cannot reach its database.',
      fix: advise(
        'Start Postgres, or correct DATABASE_URL; readiness comes back by itself.',
        'health',
      ),
    });
  } else if (words.includes('draining')) {
    tell({
      check: 'ready',
      verdict: 'broken',
      text: 'The node that answered is stopping.',
      fix: advise('Wait for the restart to end; run several nodes to stay reachable.', 'stop'),
    });
  } else {
    tell({
      check: 'ready',
      verdict: 'broken',
      text: `No node is ready: /readyz gives ${typeof ready === 'string' ? '' : `${ready.status} `}«${shown}».`,
      fix: advise('Look at /readyz of every node itself.', 'health'),
    });
  }
  return false;
}

async function checkPages(base: URL, tell: Tell): Promise<void> {
  const wrong: string[] = [];
  for (const [path, good] of [
    ['/embed.js', (answer: Answer) => /javascript/.test(answer.headers['content-type'] ?? '')],
    ['/sign-in', (answer: Answer) => /html/.test(answer.headers['content-type'] ?? '')],
  ] as const) {
    const answer = await tryAsk(base, path);
    if (typeof answer === 'string') wrong.push(`${path} gives ${answer}`);
    else if (answer.status >= 300 && answer.status < 400)
      continue; // the first visit leads to /setup
    else if (answer.status !== 200 || !good(answer)) wrong.push(`${path} answers ${answer.status}`);
  }
  tell(
    wrong.length === 0
      ? { check: 'pages', verdict: 'ok', text: 'The console and the widget are served.' }
      : {
          check: 'pages',
          verdict: 'broken',
          text: `Pages are missing: ${wrong.join(', ')}.`,
          fix: advise('Pass every path to a node with the role web that was built.', 'proxy'),
        },
  );
}
