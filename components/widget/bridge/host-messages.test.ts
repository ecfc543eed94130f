import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BRIDGE, readFrameMessage, readHostMessage } from './host-messages';

const page = { url: 'https://shop.example/a', title: 'A' };
const init = {
  bridge: BRIDGE,
  type: 'init',
  language: 'de-CH',
  overrides: { color: '#123456', position: 'left', scheme: 'dark' },
  page,
  identity: null,
};
const ready = {
  bridge: BRIDGE,
  type: 'ready',
  color: '#4353ff',
  onColor: '#ffffff',
  position: 'right',
  direction: 'ltr',
  labels: { frame: 'Open chat', close: 'Close chat' },
};

describe('what loader and frame say to each other', () => {
  it('passes what is well formed, and only the fields it knows', () => {
    expect(readHostMessage({ ...init, extra: 1 })).toEqual({
      type: 'init',
      language: 'de-CH',
      overrides: init.overrides,
      page,
      identity: null,
    });
    expect(readHostMessage({ bridge: BRIDGE, type: 'identify', identity: 'a.b.c' })).toEqual({
      type: 'identify',
      identity: 'a.b.c',
    });
    expect(readFrameMessage({ ...ready, html: '<b>' })).not.toHaveProperty('html');
    expect(readFrameMessage({ bridge: BRIDGE, type: 'unread', count: 3, label: 'x' })).toEqual({
      type: 'unread',
      count: 3,
      label: 'x',
    });
  });

  it('tells the bells on the page, and the frame that one was pressed', () => {
    const news = { type: 'inbox', count: 2, label: 'Notifications, 2 new' };
    expect(readFrameMessage({ bridge: BRIDGE, ...news, more: 1 })).toEqual(news);
    expect(readFrameMessage({ bridge: BRIDGE, ...news, count: -1 })).toBeNull();
    expect(readFrameMessage({ bridge: BRIDGE, ...news, label: 5 })).toBeNull();
    const shown = { type: 'shown', fullScreen: false };
    expect(readHostMessage({ bridge: BRIDGE, ...shown, inbox: true })).toEqual({
      ...shown,
      inbox: true,
    });
    // A loader of before there were bells.
    expect(readHostMessage({ bridge: BRIDGE, ...shown })).toEqual({ ...shown, inbox: false });
  });

  it('leaves out overrides that it does not understand', () => {
    const odd = { ...init, overrides: { color: 'red', position: 'top', scheme: 1, more: {} } };
    expect(readHostMessage(odd)).toMatchObject({ type: 'init', overrides: {} });
    expect(readHostMessage({ ...init, overrides: null })).toMatchObject({ overrides: {} });
  });

  it.each([
    ['another protocol', { ...init, bridge: 'switchboard/2' }],
    ['no page', { ...init, page: undefined }],
    ['an address without end', { ...init, page: { url: 'x'.repeat(2_049), title: '' } }],
    ['a token without end', { ...init, identity: 'x'.repeat(4_097) }],
    ['an empty token', { bridge: BRIDGE, type: 'identify', identity: '' }],
    ['a word of the other side', ready],
    ['shown without how', { bridge: BRIDGE, type: 'shown' }],
  ])('refuses %s from the page', (_, message) => {
    expect(readHostMessage(message)).toBeNull();
  });

  it.each([
    ['a colour that is more than one', { ...ready, color: '#fff;background:url(x)' }],
    ['a label without end', { ...ready, labels: { frame: 'x'.repeat(201), close: '' } }],
    ['a count below zero', { bridge: BRIDGE, type: 'unread', count: -1, label: '' }],
    ['a word of the other side', init],
  ])('refuses %s from the frame', (_, message) => {
    expect(readFrameMessage(message)).toBeNull();
  });

  it('never throws, whatever is posted', () => {
    const typed = fc.record({
      bridge: fc.constant(BRIDGE),
      type: fc.constantFrom('init', 'page', 'identify', 'ready', 'unread', 'shown', '__proto__'),
      page: fc.anything(),
      overrides: fc.anything(),
      labels: fc.anything(),
      count: fc.anything(),
      label: fc.anything(),
      identity: fc.anything(),
    });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), typed), (data) => {
        readHostMessage(data);
        readFrameMessage(data);
      }),
    );
  });
});
