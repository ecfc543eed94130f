/** An admin who manages sites by the same calls as the settings pages. */
import { expect, type Page } from 'playwright/test';
import type { SiteInput, SiteView } from '@/lib/contracts/sites';
import { emailOf, type People } from './people';

const NEW_SITE: SiteInput = {
  name: 'Lantern shop',
  allowedOrigins: [],
  identityEnforced: false,
  theme: { color: '#0f766e', scheme: 'auto', position: 'right' },
  greeting: '',
  askRating: true,
};

export interface SiteAdmin {
  page: Page;
  /** Of the installation. */
  origin: string;
  createSite(input: Partial<SiteInput>): Promise<SiteView>;
  updateSite(site: SiteView, input: Partial<SiteInput>): Promise<SiteView>;
  /** The secret. */
  createKey(site: SiteView): Promise<string>;
}

export async function asAdmin(people: People): Promise<SiteAdmin> {
  const { page, context } = await people.agent(emailOf(people.desk, 'admin'));
  const { origin } = new URL(page.url());
  const call = async <T>(method: 'post' | 'put', path: string, data?: unknown): Promise<T> => {
    const answer = await context.request[method](`${origin}/api/v1${path}`, {
      headers: { origin },
      data,
    });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as T;
  };
  return {
    page,
    origin,
    createSite: (input) => call<SiteView>('post', '/sites', { ...NEW_SITE, ...input }),
    updateSite: ({ id, key: _key, identityKeys: _keys, ...before }, input) =>
      call<SiteView>('put', `/sites/${id}`, { ...before, ...input }),
    createKey: async (site) =>
      (await call<{ secret: string }>('post', `/sites/${site.id}/identity-keys`)).secret,
  };
}
