/**
 * The way to the mail server. One connection per e-mail with a deadline over all of it, so that a
 * server that hangs holds nobody up for long. Nothing is fetched and no file is read for an e-mail.
 */
import '#server-guard';
import { createTransport, type NodemailerError } from 'nodemailer';
import { config } from './config';
import { remember } from './remember';

export interface Mail {
  to: { name: string; address: string };
  /** Shown when MAIL_FROM is an address alone. */
  fromName: string;
  subject: string;
  text: string;
  html: string;
  messageId: string;
  headers: Record<string, string>;
}

export type MailResult =
  | { state: 'sent' }
  /** It will never be taken. */
  | { state: 'refused'; reason: string }
  /** `unknown`: nobody can say whether the server took it. */
  | { state: 'later'; reason: string; unknown: boolean };

export interface Mailer {
  send(mail: Mail): Promise<MailResult>;
}

/** Over all of one e-mail; a worker's claim on it lasts longer. */
export const MAIL_DEADLINE_MS = 45_000;
const REASON_CHARS = 300;

/** Null without SMTP_URL: no e-mails. */
export function mailer(): Mailer | null {
  const { SMTP_URL, MAIL_FROM } = config();
  if (!SMTP_URL || !MAIL_FROM) return null;
  return remember('mailer', () => createMailer(SMTP_URL, MAIL_FROM));
}

export function createMailer(url: string, from: string): Mailer {
  const sender = senderOf(from);
  const transport = createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ fromName, ...mail }) => {
      const signal = AbortSignal.timeout(MAIL_DEADLINE_MS);
      try {
        await transport.sendMail({
          ...mail,
          from: { name: sender.name || fromName, address: sender.address },
          signal,
        });
        return { state: 'sent' };
      } catch (error) {
        return judge(error as NodemailerError);
      }
    },
  };
}

/** `Name <address>`, quoted or not, or the address alone. */
export function senderOf(from: string): { name: string; address: string } {
  const [, name = '', address = from] = /^\s*"?([^<>"]*?)"?\s*<([^<>]+)>\s*$/.exec(from) ?? [];
  return { name: name.trim(), address: address.trim() };
}

/** Before anything of the e-mail was said; any other silence may have followed its being taken. */
const NEVER_REACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH']);

function judge(error: NodemailerError): MailResult {
  const reason = (error.response ?? error.message)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .slice(0, REASON_CHARS)
    .toWellFormed();
  // A refused sign-in is about us, not about this e-mail: somebody will put it right.
  const ofThisMail = error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
  // `API`: not even asked, an address that is none.
  if (ofThisMail && (error.permanent === true || error.command === 'API')) {
    return { state: 'refused', reason };
  }
  const unreached =
    error.code === 'EDNS' ||
    error.timeoutType === 'CONNECT_TIMEOUT' ||
    error.timeoutType === 'GREETING_TIMEOUT' ||
    NEVER_REACHED.has(error.originalCode ?? '');
  return { state: 'later', reason, unknown: error.responseCode === undefined && !unreached };
}
