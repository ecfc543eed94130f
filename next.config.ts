import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  compress: true,
  reactStrictMode: true,
  images: { unoptimized: true },
  // `npm run check` does it, once and for everything.
  typescript: { ignoreBuildErrors: true },
  // Loaded by Node itself: native code, or one copy shared with the server around the pages.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    '@prisma/client',
    'engine.io',
    'ioredis',
    'pg',
    'pino',
    'rate-limiter-flexible',
    'socket.io',
    'ws',
  ],
  // The end user's inbox is a screen of the chat; staff have theirs at the same address without a site.
  redirects: () =>
    Promise.resolve([
      {
        source: '/inbox',
        has: [{ type: 'query', key: 'site' }],
        destination: '/widget?open=inbox',
        permanent: false,
      },
      // Asked for by browsers that have not come to the page's own link yet.
      { source: '/favicon.ico', destination: '/icon.svg', permanent: false },
    ]),
  // A start asks nobody on the network and writes no files of its own into the project.
  agentRules: false,
  experimental: { agentUpgrade: false },
};

export default config;
