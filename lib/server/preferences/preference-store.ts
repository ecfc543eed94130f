/** What somebody, or a workspace for everybody, chose. Changes are made under the lock of their row. */
import {
  channelChoicesSchema,
  quietHoursSchema,
  type ChannelChoices,
  type QuietHours,
} from '@/lib/contracts/notification-preferences';
import { AppError } from '@/lib/contracts/errors';
import { query, transaction, type Statement } from '@/lib/platform/database';

export interface Chosen {
  choices: ChannelChoices;
  quietHours: QuietHours | null;
  doNotDisturbUntil: Date | null;
}

interface StoredChosen {
  choices: unknown;
  quiet_hours: unknown;
  do_not_disturb_until: Date | null;
}

/** What an older version stored and this one does not know counts as no choice. */
const parseChoices = (stored: unknown): ChannelChoices =>
  channelChoicesSchema.catch({}).parse(stored ?? {});

const toChosen = (row: StoredChosen | undefined): Chosen => ({
  choices: parseChoices(row?.choices),
  quietHours: quietHoursSchema
    .nullable()
    .catch(null)
    .parse(row?.quiet_hours ?? null),
  doNotDisturbUntil: row?.do_not_disturb_until ?? null,
});

const READ: Statement = {
  name: 'preference-read',
  text: `
SELECT w.notification_choices AS defaults, p.choices, p.quiet_hours, p.do_not_disturb_until
FROM workspace w LEFT JOIN notification_preference p ON p.recipient_id = $2
WHERE w.id = $1`,
};

/** Absent = nothing chosen. */
export async function readChosen(
  workspaceId: string,
  recipientId: string,
): Promise<Chosen & { defaults: ChannelChoices }> {
  const [row] = await query<StoredChosen & { defaults: unknown }>(READ, [workspaceId, recipientId]);
  return { ...toChosen(row), defaults: parseChoices(row?.defaults) };
}

const TOUCH: Statement = {
  name: 'preference-touch',
  text: `
INSERT INTO notification_preference AS p (recipient_id, workspace_id) VALUES ($2, $1)
ON CONFLICT (recipient_id) DO UPDATE SET workspace_id = excluded.workspace_id
RETURNING p.choices, p.quiet_hours, p.do_not_disturb_until`,
};
const WRITE: Statement = {
  name: 'preference-write',
  text: `
UPDATE notification_preference
SET choices = $2::jsonb, quiet_hours = $3::jsonb, do_not_disturb_until = $4
WHERE recipient_id = $1`,
};

/** Two devices at once: one change after the other, neither is lost. */
export async function changeChosen(
  workspaceId: string,
  recipientId: string,
  change: (before: Chosen) => Chosen,
): Promise<void> {
  await transaction(async (run) => {
    const [row] = await run<StoredChosen>(TOUCH, [workspaceId, recipientId]);
    const { choices, quietHours, doNotDisturbUntil } = change(toChosen(row));
    await run(WRITE, [
      recipientId,
      JSON.stringify(choices),
      quietHours && JSON.stringify(quietHours),
      doNotDisturbUntil,
    ]);
  });
}

const READ_DEFAULTS: Statement = {
  name: 'preference-read-defaults',
  text: 'SELECT notification_choices AS choices FROM workspace WHERE id = $1',
};
const LOCK_DEFAULTS: Statement = {
  name: 'preference-lock-defaults',
  text: 'SELECT notification_choices AS choices FROM workspace WHERE id = $1 FOR NO KEY UPDATE',
};
const WRITE_DEFAULTS: Statement = {
  name: 'preference-write-defaults',
  text: 'UPDATE workspace SET notification_choices = $2::jsonb WHERE id = $1',
};

export async function readDefaults(workspaceId: string): Promise<ChannelChoices> {
  const [row] = await query<{ choices: unknown }>(READ_DEFAULTS, [workspaceId]);
  return parseChoices(row?.choices);
}

export async function changeDefaults(
  workspaceId: string,
  change: (before: ChannelChoices) => ChannelChoices,
): Promise<ChannelChoices> {
  return transaction(async (run) => {
    const [row] = await run<{ choices: unknown }>(LOCK_DEFAULTS, [workspaceId]);
    if (!row) throw new AppError('not_found', { message: 'There is no such workspace.' });
    const choices = change(parseChoices(row.choices));
    await run(WRITE_DEFAULTS, [workspaceId, JSON.stringify(choices)]);
    return choices;
  });
}
