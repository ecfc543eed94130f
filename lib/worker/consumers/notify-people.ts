import type { StreamEntry } from '@/lib/platform/event-stream-entry';
import { notify } from '@/lib/server/notifications/notify';

/** The engine of the inbox: every committed event passes here, on some node, at least once. */
export const notifyPeople = ({ id }: StreamEntry): Promise<void> => notify(id);
