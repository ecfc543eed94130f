/** A desk with years of history: first page of each view, and search, asked over the socket. */
import type { Bench } from '@/bench/driver/bench';
import { ms, whole, type Report, type Row } from '@/bench/driver/report';
import { addHistory, addMembers, addWorkspace } from '@/bench/driver/seed';
import { summarise } from '@/bench/driver/statistics';

const VIEWS = ['mine', 'unassigned', 'open', 'snoozed', 'resolved'] as const;
/** Words were seeded with a steep distribution: w0 is in most messages, w19000 in few. */
const QUERIES = {
  'a common word': 'w0',
  'a rare word': 'w19000',
  'two words': 'w12 w345',
  'the beginning of many words': 'w1',
  'a common and a rare word': 'w0 w18765',
  'part of a name': 'Visitor 777',
  'nothing like it': 'zebra',
};
const PER_MEMBER = 15;

export async function inbox(bench: Bench): Promise<Report> {
  const conversations = bench.quick ? 2_000 : 100_000;
  const messagesEach = 10;
  const repeats = bench.quick ? 5 : 40;
  const place = await addWorkspace(bench.db);
  const questions = repeats * (Object.keys(QUERIES).length + VIEWS.length);
  const members = await addMembers(bench.db, place.id, Math.ceil(questions / PER_MEMBER));
  const seededAt = performance.now();
  const memberIds = members.slice(0, 20).map((member) => member.id);
  await addHistory(bench.db, place, { conversations, messagesEach, memberIds });
  const seedSeconds = (performance.now() - seededAt) / 1_000;

  const server = await bench.startServer();
  const [clients] = await bench.startClients(1);
  const { first } = await clients!.call('connect', {
    port: server.port,
    credentials: members.map((member) => member.credential),
  });
  let asked = 0;
  const ask = async (event: string, payload: unknown) => {
    const { milliseconds, last } = await clients!.call('ask', {
      questions: Array.from({ length: repeats }, () => ({
        client: first + Math.floor(asked++ / PER_MEMBER),
        event,
        payload,
      })),
    });
    return { milliseconds, last };
  };

  const rows: Row[] = [];
  const details: Record<string, unknown> = { conversations, messagesEach, seedSeconds };
  for (const view of VIEWS) {
    const { milliseconds, last } = await ask('inbox:subscribe', { view });
    const times = summarise(milliseconds);
    details[view] = { ...times, first: milliseconds[0], rows: (last as Page).rows.length };
    rows.push({
      what: `inbox of ${whole(conversations)}, first page of «${view}», p50 / p99`,
      measured: `${ms(times.p50)} / ${ms(times.p99)}`,
      budget: '≤ 30 ms',
      met: times.p50 <= 30,
    });
  }
  for (const [name, query] of Object.entries(QUERIES)) {
    const { milliseconds, last } = await ask('inbox:search', { query });
    const times = summarise(milliseconds);
    details[name] = { query, ...times, first: milliseconds[0], hits: (last as Hits).hits.length };
    rows.push({
      what: `search in ${whole(conversations * messagesEach)} messages, ${name}, p50 / p99`,
      measured: `${ms(times.p50)} / ${ms(times.p99)}`,
      budget: '≤ 300 ms',
      met: times.p50 <= 300,
    });
  }
  return { scenario: 'inbox', rows, details };
}

interface Page {
  rows: unknown[];
}
interface Hits {
  hits: unknown[];
}
