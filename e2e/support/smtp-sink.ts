/**
 * A mail server of one's own on a free port: keeps what it is given, refuses with the code that a
 * test asks for, or takes a message and keeps silent about it.
 */
import type net from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string[];
  /** By lower-case name, unfolded. */
  headers: Record<string, string>;
  /** Of the two parts of it, decoded. */
  text: string;
  html: string;
}

export interface SmtpSink {
  url: string;
  mails: ReceivedMail[];
  /** Answers every recipient or message so, until null. */
  refuse: { at: 'recipient' | 'message'; code: number; words: string } | null;
  /** While true, what is taken is not acknowledged. */
  silent: boolean;
  /** Resolves when so many e-mails have been taken. */
  taken(count: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startSmtpSink(): Promise<SmtpSink> {
  const waiting: { count: number; resolve: () => void }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    closeTimeout: 100,
    onRcptTo: (_address, _session, callback) => callback(refusal('recipient')),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const no = refusal('message');
        if (no) return callback(no);
        const to = session.envelope.rcptTo.map(({ address }) => address);
        sink.mails.push({ to, ...parse(Buffer.concat(chunks).toString('latin1')) });
        for (const { count, resolve } of waiting) if (sink.mails.length >= count) resolve();
        if (!sink.silent) callback();
      });
    },
  });
  server.on('error', () => {}); // clients that are killed in the middle of a word
  function refusal(at: 'recipient' | 'message'): Error | null {
    if (sink.refuse?.at !== at) return null;
    return Object.assign(new Error(sink.refuse.words), { responseCode: sink.refuse.code });
  }
  const listener = server.listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => listener.once('listening', resolve));
  const { port } = listener.address() as net.AddressInfo;
  const sink: SmtpSink = {
    url: `smtp://127.0.0.1:${port}`,
    mails: [],
    refuse: null,
    silent: false,
    taken: (count) =>
      sink.mails.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push({ count, resolve })),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return sink;
}

/** Headers and body of one part, as RFC 5322 has them; encoded words are read, too. */
function split(part: string): { headers: Record<string, string>; body: string } {
  const end = part.indexOf('\r\n\r\n');
  const lines = part
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim())];
    }),
  );
  return { headers, body: part.slice(end + 4) };
}

const words = (text: string) =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_all, how: string, content: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(content, 'base64').toString('utf8')
        : unquote(content.replaceAll('_', ' ')),
    );

const unquote = (text: string) =>
  Buffer.from(
    text
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

function parse(raw: string): Omit<ReceivedMail, 'to'> {
  const { headers, body } = split(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type'] ?? '')?.[1] ?? '';
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\r\n/, '')));
  const content = (type: string) => {
    const part = parts.find((one) => one.headers['content-type']?.startsWith(type));
    if (!part) return '';
    switch (part.headers['content-transfer-encoding']) {
      case 'quoted-printable':
        return unquote(part.body);
      case 'base64':
        return Buffer.from(part.body, 'base64').toString('utf8');
      default:
        return Buffer.from(part.body, 'latin1').toString('utf8');
    }
  };
  const lines = (type: string) => content(type).replaceAll('\r\n', '\n');
  return { headers, text: lines('text/plain'), html: lines('text/html') };
}
