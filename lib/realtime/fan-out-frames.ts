/**
 * How an emission travels between nodes: a line that says for whom it is, then the finished frame.
 * The payload is turned into text once, by the node that emits; a node that receives it hands the text
 * to its sockets without ever parsing it, and drops what concerns none of them after the first line.
 */
import type { RedisAdapterOptions } from '@socket.io/redis-adapter';
import { Encoder, type Packet } from 'socket.io-parser';
import { z } from 'zod';
import { logger } from '@/lib/platform/logger';
import { tracing } from '@/lib/platform/telemetry/tracing';

interface Frame extends Packet {
  /** The text of this packet, when it is known already. */
  encoded?: unknown[];
}

/** Socket.IO's own encoder, that does not encode twice. */
export class FrameEncoder extends Encoder {
  override encode(frame: Frame): ReturnType<Encoder['encode']> {
    return (frame.encoded as ReturnType<Encoder['encode']> | undefined) ?? super.encode(frame);
  }
}

const addressSchema = z.tuple([
  z.string(),
  z.object({ type: z.number().int(), nsp: z.string() }),
  z.object({
    rooms: z.array(z.string()),
    except: z.array(z.string()),
    flags: z.object({ volatile: z.boolean().optional() }).optional(),
    /** A `traceparent`, where traces are made: in the address, so that no browser gets it. */
    trace: z.string().max(100).optional(),
  }),
]);
type Address = z.infer<typeof addressSchema>;
type Envelope = [sender: string, frame: Frame | undefined, to: Address[2]];

const NOTHING: Envelope = ['', undefined, { rooms: [], except: [] }];
const NEWLINE = 10;

/** @param isConcerned whether somebody here is in one of these rooms. */
export function frameCodec(
  encoder: { encode(frame: Packet): unknown[] },
  isConcerned: (rooms: string[]) => boolean,
): RedisAdapterOptions['parser'] {
  return {
    /** @throws Error for binary payloads: no event of the contract has one. */
    encode([sender, frame, to]: Envelope): string {
      frame!.encoded = encoder.encode(frame!);
      const [text, ...attachments] = frame!.encoded as [string, ...unknown[]];
      if (attachments.length > 0)
        throw new Error('A frame with attachments cannot leave the node.');
      const trace = tracing()?.current();
      const address = trace === undefined ? to : { ...to, trace };
      return `${JSON.stringify([sender, { type: frame!.type, nsp: frame!.nsp }, address])}\n${text}`;
    },
    /** Never throws: it is called from a listener, where that would end the process. */
    decode(message: Buffer): Envelope {
      const end = message.indexOf(NEWLINE);
      const address = readAddress(message.toString('utf8', 0, Math.max(end, 0)));
      if (!address) {
        logger('bus').warn({ bytes: message.length }, 'a message of another node is not readable');
        return NOTHING;
      }
      const [sender, { type, nsp }, to] = address;
      if (!isConcerned(to.rooms)) return NOTHING;
      const text = message.toString('utf8', end + 1);
      return [sender, { type, nsp, data: undefined, encoded: [text] }, to];
    },
  };
}

function readAddress(line: string): Address | undefined {
  try {
    return addressSchema.parse(JSON.parse(line));
  } catch {
    return undefined; // the caller says so
  }
}
