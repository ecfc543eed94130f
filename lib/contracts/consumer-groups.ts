/**
 * Every group that reads the event stream. A row of the outbox stays until each of these has dealt
 * with it, so a group is added here when its consumer is, and taken out when that goes. Names are
 * kept in Redis and in dead letters: they are never given to something else.
 */
export const CONSUMER_GROUPS = ['announce', 'notify', 'measure'] as const;
export type ConsumerGroup = (typeof CONSUMER_GROUPS)[number];
