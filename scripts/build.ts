/** `npm run build`: the production build, if the sources have changed since the last one. */
import { buildIfChanged } from './build-if-changed';

const built = await buildIfChanged();
console.log(built ? 'Built.' : 'Nothing has changed since the last build.');
