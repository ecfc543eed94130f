import { Server } from 'socket.io';
import { expect, test } from 'vitest';
import { framesInOneBuffer, type FrameMaker } from './one-buffer';

const PACKET = { type: 2, nsp: '/', data: ['conversation:event', { body: 'Grüße 👋'.repeat(30) }] };

function frameOf(maker: FrameMaker): Buffer[] {
  const options: { wsPreEncodedFrame?: Buffer[] } = {};
  maker._encode!(PACKET, options);
  return options.wsPreEncodedFrame!;
}

test('a broadcast is one buffer with the same bytes', () => {
  const asItComes = frameOf(new Server().sockets.adapter as object as FrameMaker);
  const { adapter } = new Server().sockets;
  framesInOneBuffer(adapter);
  const ours = frameOf(adapter as object as FrameMaker);

  expect(asItComes).toHaveLength(2); // otherwise there is nothing left to do here
  expect(ours).toHaveLength(1);
  expect(ours[0]!.equals(Buffer.concat(asItComes))).toBe(true);
});

test('what has no frame of its own stays as it is', () => {
  const options = {};
  const maker: FrameMaker = { _encode: () => ['text'] };
  framesInOneBuffer(maker);
  expect(maker._encode!(PACKET, options)).toEqual(['text']);
  expect(options).toEqual({});
});
