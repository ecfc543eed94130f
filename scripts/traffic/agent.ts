/** One simulated member of the desk: signs in as the console does and works through the console's client. */
import { buildStaffClient } from '@/lib/client/build-staff-client';
import { nodeEnvironment } from '@/lib/client/node/node-environment';
import { NodeTransport } from '@/lib/client/node/node-transport';
import type { CommandOutcome, ConnectionState, StaffClient } from '@/lib/client/switchboard-client';
import type { ConversationView } from '@/lib/contracts/conversations';
import { request } from './request';
import { Trouble, type Stage } from './stage';
import { Talk } from './talk';

const TRIES = 5;
const TRY_AGAIN_MS = 2_000;
/** A machine that sleeps, or a server that starts again: the client comes back by itself. */
const OUTAGE_MS = 600_000;

export class Agent {
  /** Conversations in hand. */
  active = 0;
  away = false;

  private constructor(
    private readonly stage: Stage,
    readonly id: string,
    readonly client: StaffClient,
    private readonly headers: Record<string, string>,
  ) {}

  static async signIn(
    stage: Stage,
    account: { id: string; name: string; email: string; password: string },
  ): Promise<Agent> {
    const { origin } = stage.order;
    const { id, name, email, password } = account;
    const { cookie } = await request(stage, '/api/auth/sign-in/email', { email, password });
    const environment = nodeEnvironment(origin, {
      createTransport: (events) =>
        new NodeTransport(origin, { cookie, pollingOnly: false }, events),
    });
    const client = buildStaffClient(environment, { self: { kind: 'member', id, name } });
    const agent = new Agent(stage, id, client, { cookie });
    client.start();
    await agent.online();
    await agent.available(true);
    return agent;
  }

  /** What an earlier run left open in this name is put away. */
  async tidy(): Promise<void> {
    await this.client.inbox.show('mine');
    const { views } = await this.stage.until(
      this.client.inbox.store,
      'the inbox',
      (state) => state.views.mine.status === 'ready' && state,
    );
    for (const id of views.mine.ids) await this.resolve(id);
  }

  /** @throws Trouble when it is refused or nobody answers: then nothing is known to have changed. */
  async available(yes: boolean): Promise<void> {
    const answer = await this.client.setAvailability(yes ? 'online' : 'away');
    if (!answer.ok) {
      throw new Trouble(`being ${yes ? 'online' : 'away'} was refused (${answer.error.code})`);
    }
    this.away = !yes;
  }

  open(conversationId: string): Talk {
    return new Talk(this.stage, this.client, conversationId);
  }

  /** False: somebody else has it. */
  async take(conversationId: string): Promise<boolean> {
    return (await this.#command(() => this.client.commands.take(conversationId))) !== null;
  }

  /** As far as the inbox here knows. */
  has(conversationId: string): boolean {
    const row = this.client.inbox.store.getState().rows.get(conversationId);
    return row?.conversation.assignee?.id === this.id;
  }

  async hand(conversationId: string, to: { id: string; name: string }): Promise<void> {
    await this.#command(() => this.client.commands.assign(conversationId, to));
  }

  async resolve(conversationId: string): Promise<void> {
    await this.#command(() => this.client.commands.resolve(conversationId));
    this.stage.counters.resolved += 1;
  }

  async label(conversationId: string, name: string): Promise<void> {
    const label = this.client.inbox.store.getState().labels.find((one) => one.name === name);
    if (!label) return;
    await this.#command(() => this.client.commands.label(conversationId, [label.id]));
  }

  online(patienceMs?: number): Promise<true> {
    const { connection } = this.client;
    const find = ({ status, reason }: ConnectionState) => {
      if (status === 'closed') throw new Trouble(`the server closed the connection (${reason})`);
      return status === 'online';
    };
    return this.stage.until(connection, 'connecting as an agent', find, patienceMs);
  }

  /** Signs out, so that no session is left behind. */
  async leave(): Promise<void> {
    this.client.stop();
    await request(this.stage, '/api/auth/sign-out', {}, { headers: this.headers, once: true });
  }

  /** Null: a conflict. What is worth another try gets one, after as long as the server asks for. */
  async #command(run: () => Promise<CommandOutcome>): Promise<ConversationView | null> {
    for (let tried = 1; ; tried += 1) {
      const outcome = await run();
      if (outcome.ok) return outcome.data.conversation;
      const { code, retryable, retryAfterMs } = outcome.error;
      if (code === 'conflict') return null;
      if (code === 'offline' || code === 'timeout') await this.online(OUTAGE_MS);
      if (!retryable || tried === TRIES) throw new Trouble(`an agent was refused (${code})`);
      await this.stage.pause(Math.max(retryAfterMs ?? 0, TRY_AGAIN_MS));
    }
  }
}
