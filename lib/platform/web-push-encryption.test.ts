import { createECDH } from 'node:crypto';
import { expect, it } from 'vitest';
import { arePushKeys, encryptPush, MAX_PLAIN_BYTES } from './web-push-encryption';

const bytes = (text: string) => Buffer.from(text, 'base64url');

/** RFC 8291, appendix A. */
const keys = {
  p256dh: bytes(
    'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  ),
  auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
};

function oneTime() {
  const sender = createECDH('prime256v1');
  sender.setPrivateKey(bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'));
  return { salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'), sender };
}

it('makes of the example of the RFC what the RFC makes of it', () => {
  const plain = Buffer.from('When I grow up, I want to be a watermelon');
  expect(encryptPush(plain, keys, oneTime()).toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

it('is another one each time, and takes what fits into one record', () => {
  const plain = Buffer.alloc(MAX_PLAIN_BYTES);
  expect(encryptPush(plain, keys).equals(encryptPush(plain, keys))).toBe(false);
  expect(encryptPush(plain, keys).length).toBe(4_096);
  expect(() => encryptPush(Buffer.alloc(MAX_PLAIN_BYTES + 1), keys)).toThrow(RangeError);
});

it('knows keys that are none', () => {
  expect(arePushKeys(keys)).toBe(true);
  expect(arePushKeys({ ...keys, auth: Buffer.alloc(15) })).toBe(false);
  expect(arePushKeys({ ...keys, p256dh: Buffer.alloc(65, 4) })).toBe(false);
  expect(arePushKeys({ ...keys, p256dh: keys.p256dh.subarray(1) })).toBe(false);
});
