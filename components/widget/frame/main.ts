/** Entry of the frame: nothing happens in a document that carries no site. */
import { readSiteConfig } from './site-config';
import { start } from './start';

const site = readSiteConfig();
if (site) start(site, () => import('./later'));
