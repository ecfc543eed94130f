/** `npm run build`: the production build, if the sources have changed since the last one. */
import { buildIfChanged } from './build-if-changed';
import { run } from './run';

await run(async () => {
  const built = await buildIfChanged();
  console.log(built ? 'Built.' : 'Nothing has changed since the last build.');
});
