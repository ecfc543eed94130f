import type { StreamEntry } from '@/lib/platform/event-stream-entry';
import { measure } from '@/lib/server/metrics/measure';

/** Every event that is committed is measured, with whatever else its conversation has by then. */
export const measureConversations = ({ conversationId }: StreamEntry): Promise<void> =>
  measure(conversationId);
