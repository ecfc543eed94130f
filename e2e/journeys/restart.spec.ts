import { CUT_NETWORK, expect, test, unique } from '@/e2e/support/people';
import { startTestServer, type TestServer } from '@/e2e/support/server';

test.describe('the server dies and comes back', () => {
  let server: TestServer;
  test.beforeAll(async () => {
    test.setTimeout(240_000);
    server = await startTestServer();
  });
  test.afterAll(() => server.dispose());

  for (const way of ['kill', 'terminate'] as const) {
    test(`after ${way === 'kill' ? 'a crash' : 'an orderly stop (DRN-1)'} in the middle both go on by themselves (DEL-2, DEL-3)`, async ({
      people,
    }) => {
      test.setTimeout(300_000);
      people.expectErrors(CUT_NETWORK);
      const email = server.demo.accounts.find(({ role }) => role === 'agent')!.email;
      const visitor = await people.visitor({ url: `${server.baseUrl}/demo` });
      const agent = await people.agent(email, { origin: server.baseUrl });
      const first = unique('Before it died');
      await visitor.open();
      await visitor.say(first);
      await agent.pick(first);
      await agent.reply('I am here');
      await expect(visitor.message('I am here')).toBeVisible();

      await server[way]();
      // One of them writes: with both, the agent's reply is rightly held back by what he had not seen.
      if (way === 'kill') await visitor.say('Written while it was down');
      else await agent.reply('Written while it was down');
      await server.start();

      for (const side of [agent, visitor]) {
        await expect(side.message('Written while it was down')).toHaveCount(1, { timeout: 60_000 });
      }
      await visitor.say('Still there?');
      await expect(agent.message('Still there?')).toHaveCount(1);
      await expect(visitor.chat.getByText(/Reconnecting|Offline/)).toBeHidden({ timeout: 60_000 });
      const all = [first, 'I am here', 'Written while it was down', 'Still there?'];
      expect(await visitor.messages()).toEqual(all);
      expect(await agent.messages()).toEqual(all);
    });
  }
});
