import { describe, expect, it } from 'vitest';
import { LIMITS } from '@/lib/contracts/limits';
import { MemoryKeyValue, ScriptedEnvironment } from '../simulation/scripted-environment';
import { DraftBox } from './draft-box';

function browser() {
  const world = new ScriptedEnvironment();
  const keyValue = new MemoryKeyValue();
  const page = (person = 'member:ada') => new DraftBox({ ...world.env, keyValue }, person);
  return { world, keyValue, page };
}

describe('drafts', () => {
  it('are kept per conversation and kind, never carried over', () => {
    const drafts = browser().page();
    drafts.set('c1', 'text', 'for the visitor');
    drafts.set('c1', 'note', 'for the team');
    expect(drafts.get('c1', 'text')).toBe('for the visitor');
    expect(drafts.get('c1', 'note')).toBe('for the team');
    expect(drafts.get('c2', 'text')).toBe('');
    expect(drafts.get('new', 'text')).toBe('');
    drafts.set('c1', 'text', '');
    expect(drafts.store.getState().byKey).toEqual({ 'c1:note': 'for the team' });
  });

  it('DEL-3: survive a reload, written a moment after the last change', async () => {
    const { world, keyValue, page } = browser();
    const drafts = page();
    drafts.set('c1', 'text', 'half');
    drafts.set('c1', 'text', 'half a sent');
    expect(keyValue.map.size).toBe(0);
    await world.clock.advance(300);
    expect(page().get('c1', 'text')).toBe('half a sent');
    drafts.set('c1', 'text', '');
    await world.clock.advance(300);
    expect(page().get('c1', 'text')).toBe('');
    expect(keyValue.map.size).toBe(0);
  });

  it('DEL-3: survive a page that goes away before the write was due', () => {
    const { page } = browser();
    const drafts = page();
    drafts.set('c1', 'note', 'half');
    drafts.flush();
    expect(page().get('c1', 'note')).toBe('half');
  });

  it("are their author's alone on a shared device", () => {
    const { page } = browser();
    const drafts = page();
    drafts.set('c1', 'text', 'mine');
    drafts.flush();
    expect(page('member:bob').get('c1', 'text')).toBe('');
  });

  it('LIM-1: the longest untouched goes when there are too many, in storage as well', () => {
    const { keyValue, page } = browser();
    const drafts = page();
    for (let count = 1; count <= 200; count += 1) drafts.set(`c${count}`, 'text', 'x');
    drafts.set('c1', 'text', 'touched again');
    drafts.flush();
    drafts.set('c201', 'text', 'x');
    drafts.flush();
    expect(drafts.get('c1', 'text')).toBe('touched again');
    expect(drafts.get('c2', 'text')).toBe('');
    expect(drafts.get('c3', 'text')).toBe('x');
    expect(Object.keys(drafts.store.getState().byKey).length).toBe(200);
    expect(keyValue.map.size).toBe(200);
  });

  it('LIM-1: are as long as a message may be', () => {
    const drafts = browser().page();
    drafts.set('c1', 'text', 'x'.repeat(LIMITS.bodyChars + 1));
    expect(drafts.get('c1', 'text').length).toBe(LIMITS.bodyChars);
  });

  it('move with a conversation that got its real id, and only then', () => {
    const drafts = browser().page();
    drafts.set('local:1', 'text', 'next message');
    drafts.rekey('local:1', 'c1');
    expect(drafts.get('c1', 'text')).toBe('next message');
    expect(drafts.get('local:1', 'text')).toBe('');
  });

  it('go on in memory when the storage is full', () => {
    const { world } = browser();
    const keyValue = new MemoryKeyValue();
    keyValue.set = () => {
      throw new Error('quota');
    };
    const drafts = new DraftBox({ ...world.env, keyValue }, 'member:ada');
    drafts.set('c1', 'text', 'kept');
    drafts.flush();
    expect(drafts.get('c1', 'text')).toBe('kept');
    expect(world.reported.length).toBe(1);
  });
});
