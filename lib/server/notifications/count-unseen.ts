import { readCounts } from './notification-store';

/** For the mark on an app's symbol; ends at `LIMITS.notificationCountCap`. */
export const countUnseen = async (recipientId: string): Promise<number> =>
  (await readCounts(recipientId)).unseen;
