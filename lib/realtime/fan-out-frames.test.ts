import { Decoder, PacketType } from 'socket.io-parser';
import { describe, expect, test } from 'vitest';
import { frameCodec, FrameEncoder } from './fan-out-frames';

const payload = { conversationId: 'c1', body: 'héllo\n"quoted"', seq: 7 };
const packet = () => ({ type: PacketType.EVENT, nsp: '/', data: ['conversation:event', payload] });
const to = { rooms: ['c:c1:s'], except: [], flags: { volatile: true } };

function node(isConcerned = true) {
  /** How often a payload was turned into text. */
  const made = { texts: 0 };
  const encoder = new FrameEncoder((key: string, value: unknown) => {
    if (key === '') made.texts += 1;
    return value;
  });
  return { made, encoder, codec: frameCodec(encoder, () => isConcerned) };
}
const wire = (message: unknown) => Buffer.from(message as string);

describe('an emission on its way to another node', () => {
  test('arrives as it was sent, with its rooms and its volatility', () => {
    const [from, there] = [node(), node()];
    const [sender, frame, address] = there.codec.decode(
      wire(from.codec.encode(['node-a', packet(), to])),
    );
    expect(sender).toBe('node-a');
    expect(address).toEqual(to);
    const decoder = new Decoder();
    let heard: unknown;
    decoder.on('decoded', (decoded) => (heard = decoded.data));
    for (const text of there.encoder.encode(frame)) decoder.add(text);
    expect(heard).toEqual(['conversation:event', payload]);
  });

  test('its payload becomes text once, for all sockets of all nodes', () => {
    const [from, there] = [node(), node()];
    const frame = packet();
    const message = wire(from.codec.encode(['node-a', frame, to]));
    const own = from.encoder.encode(frame);
    const other = there.encoder.encode(there.codec.decode(message)[1]);
    expect(other).toEqual(own);
    expect([from.made.texts, there.made.texts]).toEqual([1, 0]);
  });

  test('is dropped unread by a node where nobody is in its rooms', () => {
    const message = wire(node().codec.encode(['node-a', packet(), to]));
    expect(node(false).codec.decode(message)[1]).toBeUndefined();
  });

  test.each(['', 'no line', '{"not":"an address"}\n2[]', '[1,2]\n2[]', '["a",{}]\n'])(
    'is ignored, not thrown over, when it is not readable: %j',
    (message) => {
      expect(node().codec.decode(wire(message))[1]).toBeUndefined();
    },
  );

  test('with attachments it does not leave the node', () => {
    const binary = { ...packet(), data: ['conversation:event', Buffer.from('x')] };
    expect(() => node().codec.encode(['node-a', binary, to])).toThrow('attachments');
  });
});
