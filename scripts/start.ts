/** `npm start`: the server as it is run in earnest. Builds first when the sources have changed. */
import { buildIfChanged } from './build-if-changed';
import { loadEnvironment } from './load-environment';

Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });
loadEnvironment();
await buildIfChanged();
await import('@/server');
