import { requestOrigin } from '@/lib/platform/request-origin';

/** Where browsers reach this installation, for links and snippets that people copy. */
export const installationOrigin = (headers: Headers): string => requestOrigin(headers) ?? '';
