/** One visit from entering to leaving: the script of a conversation, played by a visitor and an agent over the wire. */
import type { Beat, Script } from '@/prisma/seeds/demo-script';
import { ASKS, HANDOVERS, NUDGES, THANKS } from '@/prisma/seeds/demo-stories';
import type { Agent } from './agent';
import type { Desk } from './desk';
import type { Fate } from './pace';
import type { Stage } from './stage';
import type { Talk } from './talk';
import type { Visitor } from './visitor';

/** Milliseconds, as people take them. */
const LOOKS = [15_000, 60_000] as const;
const GONE = [12_000, 40_000] as const;
const WAITS_FOR_PERSON = [90_000, 180_000] as const;
const LIES_AROUND_MS = 180_000;
const THINKS_MS = 6_000;

export interface Visit {
  visitor: Visitor;
  script: Script;
  fate: Fate;
}

export async function play(stage: Stage, desk: Desk, visit: Visit): Promise<void> {
  const { visitor, script, fate } = visit;
  const [question, taking, ...beats] = script.beats;
  if (question?.does !== 'say' || !taking) throw new Error('a script begins with a question');
  await visitor.enter();
  await stage.pause(question.thinkMs);
  if (fate === 'looks' || desk.full) {
    await stage.pause(stage.dice.whole(...LOOKS));
    return;
  }
  const talk = await visitor.begin(question.text);
  stage.counters.conversations += 1;
  stage.counters.said += 1;
  if (fate === 'left' && desk.mayLeave()) {
    await waitForPerson(stage, desk, visitor, talk, stage.dice.pick(NUDGES));
    const text = beats.find((beat) => beat.by === 'desk' && beat.does === 'say');
    stage.beside('An old question', () => answerLate(stage, desk, talk.conversationId, text));
    return;
  }
  try {
    await stage.pause(taking.thinkMs);
    await serve({ stage, desk, visit, question: question.text, beats }, talk);
  } catch (error) {
    stage.beside('An old question', () => putAway(stage, desk, talk.conversationId));
    throw error;
  }
}

async function serve(scene: Omit<Scene, 'agent'>, talk: Talk): Promise<void> {
  const { stage, desk, visit } = scene;
  const agent = await desk.seize();
  try {
    if (await agent.take(talk.conversationId)) await converse({ ...scene, agent }, talk);
    else await waitForPerson(stage, desk, visit.visitor, talk, null);
  } finally {
    desk.release(agent);
  }
}

interface Scene {
  stage: Stage;
  desk: Desk;
  visit: Visit;
  agent: Agent;
  question: string;
  beats: readonly Beat[];
}

async function converse(scene: Scene, first: Talk): Promise<void> {
  const { stage, desk, visit, agent, question, beats } = scene;
  const { visitor, fate } = visit;
  const { conversationId: id } = first;
  const hand = agent.open(id);
  /** Null while the visitor is away. */
  let talk: Talk | null = first;
  let special = fate;
  try {
    await hand.hears(question);
    if (fate === 'returns') {
      visitor.leave();
      talk = null;
    }
    for (const beat of beats) {
      if (beat.by === 'visitor' && talk === null) talk = await comeBack(scene, id);
      if (!isInHand(desk, hand)) {
        // A person has taken over.
        if (talk) await waitForPerson(stage, desk, visitor, talk, null);
        return;
      }
      await stage.pause(beat.thinkMs);
      await perform(scene, beat, hand, talk);
      if (beat.by !== 'desk' || beat.does !== 'say') continue;
      if (special === 'asks') await ask(scene, hand);
      if (special === 'handed' && (await handOver(scene, hand))) {
        hand.close();
        if (talk) await waitForPerson(stage, desk, visitor, talk, null);
        return;
      }
      special = 'answered';
    }
  } finally {
    hand.close();
  }
}

async function perform(scene: Scene, beat: Beat, hand: Talk, talk: Talk | null): Promise<void> {
  const { stage, agent, visit } = scene;
  const { conversationId: id } = hand;
  switch (beat.does) {
    case 'say':
      if (beat.by === 'desk') {
        await hand.say(beat.text);
        stage.counters.answered += 1;
        await talk?.hears(beat.text);
      } else if (talk) {
        await talk.say(beat.text);
        stage.counters.said += 1;
        await hand.hears(beat.text);
      }
      return;
    case 'note':
      return hand.say(beat.text, { kind: 'note' });
    case 'label':
      return agent.label(id, beat.label);
    case 'resolve':
      await agent.resolve(id);
      if (talk) await isResolved(stage, talk);
      return;
    case 'rate':
      return visit.visitor.rate(id, beat.score, beat.comment);
    case 'take':
      return;
  }
}

const isInHand = (desk: Desk, hand: Talk): boolean => {
  const head = hand.thread.getState().conversation;
  if (!head || !('assignee' in head)) return true;
  return head.status === 'resolved' || desk.isSimulated(head.assignee?.id ?? null);
};

const isResolved = (stage: Stage, talk: Talk) =>
  stage.until(talk.thread, 'a resolution', (state) => state.conversation?.status === 'resolved');

async function comeBack({ stage, visit }: Scene, id: string): Promise<Talk> {
  await stage.pause(stage.dice.whole(...GONE));
  await visit.visitor.enter();
  return visit.visitor.open(id);
}

async function ask({ stage, desk }: Scene, hand: Talk): Promise<void> {
  const person = desk.personFor('asks');
  if (!person) return;
  await stage.pause(THINKS_MS);
  const text = stage.dice.pick(ASKS).replace('{name}', firstName(person));
  await hand.say(text, { kind: 'note', mentions: [person.id] });
}

/** False: everybody has enough to do. */
async function handOver({ stage, desk, agent }: Scene, hand: Talk): Promise<boolean> {
  const person = desk.personFor('handed');
  if (!person) return false;
  await stage.pause(THINKS_MS);
  await hand.say(stage.dice.pick(HANDOVERS).replace('{name}', firstName(person)));
  await agent.hand(hand.conversationId, person);
  return true;
}

const firstName = ({ name }: { name: string }): string => name.split(' ')[0] ?? name;

/** Whoever sits at the keyboard may answer; then the visitor thanks, and says how it went. */
async function waitForPerson(
  stage: Stage,
  desk: Desk,
  visitor: Visitor,
  talk: Talk,
  nudge: string | null,
): Promise<void> {
  const { cursor } = talk.thread.getState();
  const patience = () => stage.dice.whole(...WAITS_FOR_PERSON) / 2;
  const listen = () =>
    talk.waitsFor(
      cursor,
      ({ actor }) => actor.kind === 'member' && !desk.isSimulated(actor.id),
      patience(),
    );
  let answer = await listen();
  if (!answer) {
    if (nudge !== null) await talk.say(nudge);
    answer = await listen();
  }
  if (!answer) return;
  await stage.pause(THINKS_MS);
  await talk.say(stage.dice.pick(THANKS));
  const done = await stage.within(
    talk.thread,
    (state) => state.conversation?.status === 'resolved',
    patience(),
  );
  if (done) await visitor.rate(talk.conversationId, 5, null);
}

/** Nobody has looked at it, and the visitor is gone. */
async function answerLate(stage: Stage, desk: Desk, id: string, beat: Beat | undefined) {
  await stage.pause(LIES_AROUND_MS);
  await later(desk, id, async (agent) => {
    const hand = agent.open(id);
    try {
      await stage.pause(THINKS_MS);
      if (beat && 'text' in beat) {
        await hand.say(beat.text);
        stage.counters.answered += 1;
      }
    } finally {
      hand.close();
    }
  });
}

/** Something went wrong with it: it must not lie around for ever. */
async function putAway(stage: Stage, desk: Desk, id: string): Promise<void> {
  await stage.pause(THINKS_MS);
  await later(desk, id, async () => {});
}

/** Resolves it after `work`, unless a person has it by now. */
async function later(desk: Desk, id: string, work: (agent: Agent) => Promise<void>) {
  const agent = await desk.seize();
  try {
    const owner = desk.agents.find((one) => one.has(id)) ?? null;
    const able = owner ?? ((await agent.take(id)) ? agent : null);
    if (!able) return;
    await work(able);
    await able.resolve(id);
  } finally {
    desk.release(agent);
  }
}
