/** `npm run db:seed -- demo` fills an empty database, `-- large` adds volume to a filled one. */
import { config } from '@/lib/platform/config';
import { prepareDatabase } from '@/lib/platform/prepare-database';
import { isEmpty } from '@/prisma/seeds/demo';
import { seedLarge } from '@/prisma/seeds/large';
import { demoOrigins, prepareDemo } from './prepare-demo';
import { loadEnvironment } from './load-environment';
import { run } from './run';

loadEnvironment();
const [what = 'demo', conversations = '10000', longMessages = '50000'] = process.argv.slice(2);

await run(async () => {
  const prepared = await prepareDatabase();
  try {
    if (what === 'large') {
      if (await isEmpty()) throw new Error('Seed the demo first: npm run db:seed -- demo');
      const id = await seedLarge({
        conversations: Number(conversations),
        longMessages: Number(longMessages),
      });
      console.log(`Added ${conversations} conversations; the long one is /inbox/${id}`);
    } else if (what === 'demo') {
      const { file } = await prepareDemo(demoOrigins(config().PORT));
      console.log(`The demo is seeded. Its accounts are in ${file}`);
    } else {
      throw new Error('Say which: npm run db:seed -- demo, or npm run db:seed -- large');
    }
  } finally {
    await prepared.stop();
  }
});
