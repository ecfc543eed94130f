import { describe, expect, it } from 'vitest';
import { channelMatrix, channelsFor, KINDS_FOR, patchChoices, refusedChoices } from './channels';

describe('channels', () => {
  it('lets the later layer win, and what is absent in it fall through', () => {
    const workspace = { message: { email: false, push: false } };
    const own = { message: { email: true } };
    expect([...channelsFor('message', [workspace, own])]).toEqual(['inbox', 'desktop', 'email']);
    expect([...channelsFor('message', [workspace])]).toEqual(['inbox', 'desktop']);
  });

  it('sends nothing without the inbox, but keeps what was chosen', () => {
    const own = { message: { inbox: false } };
    expect(channelsFor('message', [own]).size).toBe(0);
    expect(channelMatrix(['message'], [own]).message).toMatchObject({
      inbox: { on: false },
      email: { on: true },
    });
  });

  it('keeps in the inbox what is mandatory, whatever a layer says', () => {
    const layers = [{ assigned: { inbox: false } }, { assigned: { inbox: false, email: false } }];
    expect([...channelsFor('assigned', layers)]).toEqual(['inbox', 'desktop', 'push']);
    expect(channelMatrix(['assigned'], layers).assigned!.inbox).toEqual({
      on: true,
      mandatory: true,
    });
    expect(refusedChoices(layers[1]!)).toEqual(['assigned.inbox']);
    expect(refusedChoices({ assigned: { inbox: true }, mentioned: { inbox: null } })).toEqual([]);
  });

  it('changes what a patch names and nothing else', () => {
    const before = { message: { email: false, push: false }, custom: { inbox: false } };
    expect(patchChoices(before, { message: { email: null, desktop: true } })).toEqual({
      message: { push: false, desktop: true },
      custom: { inbox: false },
    });
    expect(patchChoices(before, {})).toEqual(before);
    expect(patchChoices({ custom: { inbox: false } }, { custom: { inbox: null } })).toEqual({});
  });

  it('offers contacts only what they can be told of', () => {
    expect(KINDS_FOR.contact).toEqual(['reply', 'custom']);
    expect(KINDS_FOR.member).not.toContain('reply');
  });
});
