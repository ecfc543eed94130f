import { AppError } from '@/lib/contracts/errors';
import { sendMessage } from '@/lib/server/messages/send-message';
import { advanceReceipt } from '@/lib/server/receipts/advance-receipt';
import { setTyping } from '@/lib/server/typing/set-typing';
import type { Handlers } from '../handler';

export const messageHandlers = {
  'message:send': { limit: 'send', handle: sendMessage },
  'receipt:advance': { limit: 'receipt', handle: advanceReceipt },
  'typing:set': {
    limit: 'typing',
    // Being subscribed is the authorisation: it was checked when the socket joined.
    handle: (actor, payload, connection) => {
      if (!connection.data.subscriptions.has(payload.conversationId)) {
        throw new AppError('not_found', { message: 'Open the conversation first.' });
      }
      setTyping(actor, payload);
      return {};
    },
  },
} satisfies Partial<Handlers>;
