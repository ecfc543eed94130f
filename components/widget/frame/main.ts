/** Entry of the frame: nothing happens in a document that carries no site. */
import { readSiteConfig } from './site-config';
import { start } from './start';

const site = readSiteConfig();
if (site) {
  start(site, {
    later: () => import('./later'),
    list: () => import('../inbox/follow'),
    inbox: () => import('../inbox/inbox'),
  });
}
