/** For other nouns: the outbox is asked, its store is not. */
import '#server-guard';
import { outboxLag } from './outbox-store';

/** Events whose side effects are not all done, counted up to 10,000, and the age of the oldest. */
export const readOutboxLag = outboxLag;
