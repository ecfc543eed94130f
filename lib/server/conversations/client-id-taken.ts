import { AppError } from '@/lib/contracts/errors';

/** A client id names one thing that was done: what it did first is no answer to anything else. */
export const clientIdTaken = () =>
  new AppError('invalid', { message: 'This client id was used for something else.' });
