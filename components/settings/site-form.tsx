'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { FormProblem } from '@/components/accounts/form-problem';
import { useSubmit } from '@/components/accounts/use-submit';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import { requestJson } from '@/lib/client/http/request-json';
import { LIMITS } from '@/lib/contracts/limits';
import { siteThemeSchema, type SiteInput, type SiteView } from '@/lib/contracts/sites';
import { AskRating } from './ask-rating';
import { EnforceIdentity } from './enforce-identity';
import { OriginsEditor } from './origins-editor';
import { Section } from './section';
import { ThemeFields } from './theme-fields';
import { ThemePreview } from './theme-preview';

const NEW_SITE: SiteInput = {
  name: '',
  allowedOrigins: [],
  identityEnforced: false,
  theme: siteThemeSchema.parse({}),
  greeting: 'Hello. How can we help?',
  askRating: true,
};

const inputOf = ({
  name,
  allowedOrigins,
  identityEnforced,
  theme,
  greeting,
  askRating,
}: SiteView): SiteInput => ({
  name,
  allowedOrigins,
  identityEnforced,
  theme,
  greeting,
  askRating,
});

/** Without `site` it makes a new one. Everything here is saved together. */
export function SiteForm({ site }: { site?: SiteView }) {
  const router = useRouter();
  const saved = site ? inputOf(site) : NEW_SITE;
  const [values, setValues] = useState(saved);
  const { busy, problem, fields, onSubmit } = useSubmit();
  const set = (change: Partial<SiteInput>) => setValues((before) => ({ ...before, ...change }));
  const unchanged = site !== undefined && JSON.stringify(values) === JSON.stringify(saved);
  const listProblem = Object.entries(fields).find(([at]) => at.startsWith('allowedOrigins'))?.[1];

  const save = async () => {
    if (site) {
      const now = await requestJson<SiteView>('PUT', `/api/v1/sites/${site.id}`, values);
      setValues(inputOf(now));
      toast('Site saved');
    } else {
      const made = await requestJson<SiteView>('POST', '/api/v1/sites', values);
      toast('Site created');
      router.push(`/settings/sites/${made.id}`);
    }
    router.refresh();
  };

  return (
    <form onSubmit={onSubmit(save)}>
      <Section title="Website">
        <div className="flex flex-col gap-4">
          <Field label="Site name" hint="Colleagues see it in the inbox." error={fields.name}>
            <Input
              required
              maxLength={LIMITS.nameChars}
              value={values.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          </Field>
          <OriginsEditor
            origins={values.allowedOrigins}
            onChange={(allowedOrigins) => set({ allowedOrigins })}
            error={listProblem}
          />
        </div>
      </Section>
      <Section title="Look">
        <div className="grid gap-6 sm:grid-cols-2">
          <div className="flex flex-col gap-4">
            <ThemeFields
              theme={values.theme}
              onChange={(theme) => set({ theme })}
              error={fields['theme.color']}
            />
            <Field
              label="Greeting"
              optional
              hint="Shown before the first message."
              error={fields.greeting}
            >
              <Textarea
                maxLength={LIMITS.greetingChars}
                value={values.greeting}
                onChange={(event) => set({ greeting: event.target.value })}
              />
            </Field>
          </div>
          <ThemePreview name={values.name} theme={values.theme} greeting={values.greeting} />
        </div>
      </Section>
      <Section title="When it is over">
        <AskRating checked={values.askRating} onChange={(askRating) => set({ askRating })} />
      </Section>
      {site === undefined ? null : (
        <Section title="Who may write">
          <EnforceIdentity
            checked={values.identityEnforced}
            wasChecked={saved.identityEnforced}
            hasKey={site.identityKeys.length > 0}
            onChange={(identityEnforced) => set({ identityEnforced })}
            error={fields.identityEnforced}
          />
        </Section>
      )}
      <div
        className={cn(
          '-mx-4 mb-8 flex flex-wrap items-center justify-end gap-3 px-4 sm:mx-0 sm:px-0',
          // Follows whoever scrolls away from unsaved changes.
          site !== undefined && !unchanged && 'sticky bottom-0 border-t bg-surface py-3',
        )}
      >
        <div className="min-w-0 flex-1">
          <FormProblem>{problem}</FormProblem>
        </div>
        {site && !unchanged ? (
          <Button onClick={() => setValues(saved)} disabled={busy}>
            Discard
          </Button>
        ) : null}
        <Button type="submit" variant="primary" busy={busy} disabled={unchanged}>
          {site ? 'Save changes' : 'Create site'}
        </Button>
      </div>
    </form>
  );
}
