'use client';

import { useId, useState } from 'react';
import { FormProblem } from '@/components/accounts/form-problem';
import { useSubmit } from '@/components/accounts/use-submit';
import { ownTimeZone, timeZones } from '@/components/notifications/preferences/quiet-hours';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Combobox } from '@/components/ui/combobox';
import { Field } from '@/components/ui/field';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast';
import { requestJson } from '@/lib/client/http/request-json';
import type { BusinessSchedule } from '@/lib/contracts/business-hours';
import { Section } from '../section';
import { fromDraft, officeWeek, problemsOf, toDraft, type ScheduleDraft } from './draft';
import { HolidaysEditor } from './holidays-editor';
import { OpeningPreview } from './opening-preview';
import { WeekEditor } from './week-editor';

const SWITCH = 'Business hours';

export interface ScheduleFormProps {
  siteId: string;
  schedule: BusinessSchedule;
}

/** When a site is staffed. Everything here is saved together. */
export function ScheduleForm({ siteId, schedule }: ScheduleFormProps) {
  const switchId = useId();
  const [saved, setSaved] = useState(() => toDraft(schedule.hours));
  const [draft, setDraft] = useState(saved);
  /** Fields are not called wrong while they are being filled for the first time. */
  const [checked, setChecked] = useState(false);
  const { busy, problem, fields, onSubmit, clear } = useSubmit();
  const problems = problemsOf(draft);
  const shown = checked ? problems : null;
  const unchanged = JSON.stringify(draft) === JSON.stringify(saved);
  const [firstField] = Object.values(fields);

  const set = (next: ScheduleDraft) => {
    clear();
    setDraft(next);
  };
  const limit = (limited: boolean) => {
    const isNew = limited && draft.days.every(({ spans }) => spans.length === 0);
    set({
      ...draft,
      limited,
      ...(isNew && { days: officeWeek(), timeZone: ownTimeZone() }),
    });
  };
  const save = async () => {
    setChecked(true);
    if (problems) return;
    const body: BusinessSchedule = { hours: fromDraft(draft) };
    const path = `/api/v1/sites/${siteId}/schedule`;
    const now = toDraft((await requestJson<BusinessSchedule>('PUT', path, body)).hours);
    setSaved(now);
    setDraft(now);
    setChecked(false);
    toast('Business hours saved');
  };

  return (
    <form noValidate onSubmit={onSubmit(save)}>
      <Section title="When somebody is there">
        <div className="flex items-start gap-3">
          <Switch
            id={switchId}
            label={SWITCH}
            checked={draft.limited}
            onCheckedChange={limit}
            aria-describedby={`${switchId}-hint`}
          />
          <div className="min-w-0">
            <label htmlFor={switchId} className="text-base font-medium">
              {SWITCH}
            </label>
            <p id={`${switchId}-hint`} className="mt-0.5 max-w-prose text-sm text-secondary">
              {draft.limited
                ? 'Reports can leave out the time in which nobody is there.'
                : 'This site is always staffed: business time is the time of the clock.'}
            </p>
          </div>
        </div>
        {draft.limited ? (
          <div className="mt-5 flex flex-col gap-5">
            <div className="rounded-control bg-fill px-3 py-2.5">
              <OpeningPreview hours={problems ? undefined : (fromDraft(draft) ?? undefined)} />
            </div>
            <Field label="Time zone" hint="Hours and days off are those of its clock.">
              <Combobox
                options={timeZones(draft.timeZone)}
                value={draft.timeZone}
                onValueChange={(timeZone) => set({ ...draft, timeZone })}
                words={(zone) => zone.replaceAll('_', ' ')}
                empty="No such time zone. Try a large city nearby."
                className="sm:max-w-xs"
              />
            </Field>
            <div>
              <h3 className="mb-1.5 text-sm font-medium">Weekly hours</h3>
              <WeekEditor draft={draft} onChange={set} problems={shown?.spans ?? {}} />
              <p role="alert" className="mt-1.5 text-xs text-failed-text empty:hidden">
                {shown?.week}
              </p>
            </div>
          </div>
        ) : null}
      </Section>
      {draft.limited ? (
        <Section title="Days off" lead="Hours that would begin on these days do not count.">
          <HolidaysEditor draft={draft} onChange={set} problem={shown?.holiday} />
        </Section>
      ) : null}
      <p className="-mt-3 mb-6 max-w-prose text-xs text-secondary">
        A change counts from now on and rewrites no history;{' '}
        <code className="whitespace-nowrap">npm run metrics:rebuild</code> measures everything anew.
      </p>
      <div
        className={cn(
          '-mx-4 mb-8 flex flex-wrap items-center justify-end gap-3 px-4 sm:mx-0 sm:px-0',
          // Follows whoever scrolls away from unsaved changes.
          !unchanged && 'sticky bottom-0 border-t bg-surface py-3',
        )}
      >
        <div className="min-w-0 flex-1">
          <FormProblem>
            {problem ?? firstField ?? (shown ? 'Some fields need a change.' : null)}
          </FormProblem>
        </div>
        {unchanged ? null : (
          <Button
            disabled={busy}
            onClick={() => {
              setChecked(false);
              set(saved);
            }}
          >
            Discard
          </Button>
        )}
        <Button type="submit" variant="primary" busy={busy} disabled={unchanged}>
          Save changes
        </Button>
      </div>
    </form>
  );
}
