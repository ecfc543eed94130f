// The walls between the rooms (docs/ARCHITECTURE.md has the same table in words). A room's rule
// names what it may import; everything else of ours, and the packages listed as forbidden, is a breach.
const ours = '^(app|bench|components|e2e|lib|prisma|scripts|server\\.ts)';
const npm = (...names) => `node_modules/(${names.join('|')})(/|$)`;
const TESTS = '\\.test\\.tsx?$';

/** Of our own rooms, `from` may import only `rooms`; of the packages, only what `packages` says. */
function room(name, from, rooms, { packages, forbidden, comment }) {
  const rules = [
    {
      name: `${name}-rooms`,
      comment,
      severity: 'error',
      from: { path: from, pathNot: TESTS },
      to: { path: ours, pathNot: rooms },
    },
  ];
  const to = packages
    ? {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'core'],
        pathNot: packages,
      }
    : forbidden && { path: forbidden };
  if (to) {
    rules.push({
      name: `${name}-packages`,
      comment,
      severity: 'error',
      from: { path: from, pathNot: TESTS },
      to,
    });
  }
  return rules;
}

const FRAMEWORKS = npm(
  'next',
  'react',
  'react-dom',
  'socket\\.io',
  'engine\\.io',
  'socket\\.io-client',
);
const contracts = '^lib/contracts/';
const domain = '^lib/domain/';
const platform = '^lib/platform/';
const generated = '^prisma/generated/';
const server = '^lib/server/';
const any = (...paths) => paths.join('|');

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one thought in the wrong place.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...room('contracts', contracts, contracts, {
      packages: npm('zod'),
      comment: 'The language on every wire: understood by everybody, so it knows nobody.',
    }),
    ...room('domain', domain, any(contracts, domain), {
      packages: npm('zod'),
      comment: 'Pure rules: no clock, no random, no input or output; runs on both sides.',
    }),
    ...room('platform', platform, any(contracts, platform, generated), {
      forbidden: FRAMEWORKS,
      comment: 'Plumbing that knows no noun.',
    }),
    ...room('server', server, any(contracts, domain, platform, server, generated), {
      forbidden: FRAMEWORKS,
      comment: 'Use cases know nothing of the edge they are called from.',
    }),
    {
      name: 'server-own-stores',
      comment: 'Another noun is asked through its use cases, never through its store.',
      severity: 'error',
      from: { path: '^lib/server/([^/]+)/', pathNot: TESTS },
      to: {
        path: '^lib/server/[^/]+/[^/]*-store\\.ts$',
        pathNot: '^lib/server/$1/',
        dependencyTypesNot: ['type-only'],
      },
    },
    ...room(
      'realtime',
      '^lib/realtime/',
      any(contracts, domain, platform, server, '^lib/realtime/'),
      {
        forbidden: npm('next', 'react', 'react-dom', 'pg', '@prisma'),
        comment: 'The socket edge: parse, call a use case, acknowledge.',
      },
    ),
    ...room('worker', '^lib/worker/', any(contracts, domain, platform, server, '^lib/worker/'), {
      forbidden: any(FRAMEWORKS, npm('pg', '@prisma')),
      comment: 'What happens after the commit.',
    }),
    ...room('client', '^lib/client/', any(contracts, domain, '^lib/client/'), {
      packages: npm(
        'socket\\.io-client',
        'engine\\.io-client',
        'zustand',
        'yjs',
        'idb',
        'uuid',
        'zod',
      ),
      comment: 'The browser’s brain: no pixels, no server.',
    }),
    ...room('components', '^components/', any(contracts, domain, '^lib/client/', '^components/'), {
      forbidden: npm('socket\\.io-client', 'pg', '@prisma', 'pino'),
      comment: 'Pixels: read stores, never sockets.',
    }),
    ...room('ui', '^components/ui/', '^components/ui/', {
      comment: 'Primitives with no product word.',
    }),
    ...room(
      'app',
      '^app/',
      any(contracts, domain, server, '^lib/client/', '^components/', '^app/'),
      {
        forbidden: npm('socket\\.io', 'engine\\.io', 'pg', '@prisma', 'pino'),
        comment: 'URLs only: authorise, load, render.',
      },
    ),
    {
      name: 'app-no-stores',
      comment: 'A page asks use cases.',
      severity: 'error',
      from: { path: '^app/' },
      to: { path: '^lib/server/[^/]+/[^/]*-store\\.ts$' },
    },
    ...room('entry', '^server\\.ts$', any(platform, '^lib/realtime/', '^lib/worker/'), {
      packages: any(npm('next'), '^(node:)?http$'),
      comment: 'Starts the roles; no logic.',
    }),
    // The processes that it measures against are made of the product; the drivers are not.
    ...room('bench', '^bench/(?!processes/)', any(contracts, '^bench/'), {
      comment: 'Black box: speaks only the wire.',
    }),
    {
      name: 'product-without-tests',
      comment: 'What is shipped never leans on what proves it.',
      severity: 'error',
      from: { path: '^(app|components|lib|prisma|server\\.ts)', pathNot: `${TESTS}|/simulation/` },
      to: { path: `^e2e/|^bench/|${TESTS}` },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(#server-guard|bun:)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|\\.widget|\\.data)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
