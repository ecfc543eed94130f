/** `npm run dev`: pages rebuild as you type; the server itself restarts by hand. */
import { loadEnvironment } from './load-environment';

Object.assign(process.env, { NODE_ENV: 'development', NEXT_TELEMETRY_DISABLED: '1' });
loadEnvironment();
const { buildWidgetIfPresent } = await import('./build-if-changed');
await buildWidgetIfPresent();
const { port } = await import('@/server');
console.log(`\n  Switchboard for development: http://localhost:${port}\n`);
