/** `npm start`: the server as it is run in earnest. Builds first when the sources have changed. */
import { buildIfChanged } from './build-if-changed';
import { loadEnvironment } from './load-environment';
import { run } from './run';

Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });
loadEnvironment();
await run(async () => {
  await buildIfChanged();
  await import('@/server');
});
