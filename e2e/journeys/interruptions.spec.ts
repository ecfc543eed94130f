import { CUT_NETWORK, expect, test, unique } from '@/e2e/support/people';

test.describe('nothing is lost, doubled or reordered', () => {
  test('while the visitor is offline and the agent writes (DEL-2)', async ({ people }) => {
    people.expectErrors(CUT_NETWORK);
    const visitor = await people.visitor();
    const agent = await people.agent();
    const first = unique('Going into a tunnel');
    await visitor.open();
    await visitor.say(first);
    await agent.pick(first);
    await visitor.context.setOffline(true);
    const missed = ['one', 'two', 'three', 'four', 'five'].map((word) => unique(word));
    for (const text of missed) await agent.reply(text);
    await agent.note('and a note in between');
    await visitor.context.setOffline(false);
    await expect(visitor.message(missed.at(-1)!)).toBeVisible({ timeout: 20_000 });
    expect(await visitor.messages()).toEqual([first, ...missed]);
  });

  test('while the agent is offline and the visitor writes (DEL-2)', async ({ people }) => {
    people.expectErrors(CUT_NETWORK);
    const visitor = await people.visitor();
    const agent = await people.agent();
    const first = unique('Are you there?');
    await visitor.open();
    await visitor.say(first);
    await agent.pick(first);
    await agent.context.setOffline(true);
    const missed = ['uno', 'due', 'tre'].map((word) => unique(word));
    for (const text of missed) await visitor.say(text);
    await agent.context.setOffline(false);
    await expect(agent.message(missed.at(-1)!)).toBeVisible({ timeout: 20_000 });
    expect(await agent.messages()).toEqual([first, ...missed]);
  });

  test('what was written offline is sent once, in order, after a reload (DEL-3)', async ({
    people,
  }) => {
    people.expectErrors(CUT_NETWORK);
    const visitor = await people.visitor();
    const agent = await people.agent();
    const first = unique('Before the cut');
    await visitor.open();
    await visitor.say(first);
    await agent.pick(first);

    // The page stays reachable; only the line to the server is cut.
    let cut = true;
    await visitor.context.routeWebSocket(/socket\.io/, (route) => {
      if (cut) void route.close();
      else route.connectToServer();
    });
    await visitor.context.route(/socket\.io/, (route) => (cut ? route.abort() : route.continue()));
    await visitor.page.reload();
    await visitor.page.getByRole('button', { name: /^Open chat/ }).click();
    await visitor.chat.getByRole('button', { name: first }).click();
    const unsent = ['alpha', 'beta', 'gamma'].map((word) => unique(word));
    for (const text of unsent) await visitor.say(text);
    await expect(visitor.message(unsent.at(-1)!).getByRole('img')).toHaveAccessibleName(
      /Waiting to be sent|Sending/,
    );
    expect(await agent.messages()).toEqual([first]);

    cut = false;
    const again = await people.tab(visitor);
    await visitor.page.close();
    await again.page.getByRole('button', { name: /^Open chat/ }).click();
    await expect(agent.message(unsent.at(-1)!)).toBeVisible({ timeout: 30_000 });
    expect(await agent.messages()).toEqual([first, ...unsent]);
  });

  test('in two tabs of one visitor, whichever of them writes (ORD-2)', async ({ people }) => {
    const one = await people.visitor();
    const agent = await people.agent();
    const first = unique('Two tabs');
    await one.open();
    await one.say(first);
    const two = await people.tab(one);
    await two.page.getByRole('button', { name: /^Open chat/ }).click();
    await two.chat.getByRole('button', { name: first }).click();
    await two.say('from the second');
    await expect(one.message('from the second')).toBeVisible();
    await one.say('from the first');
    await agent.pick('from the first');
    await agent.reply('I read both');
    const all = [first, 'from the second', 'from the first', 'I read both'];
    await expect.poll(() => one.messages()).toEqual(all);
    await expect.poll(() => two.messages()).toEqual(all);
    await expect.poll(() => agent.messages()).toEqual(all);
  });

  test('read here is read there: two windows of one agent (RCP-1)', async ({ people }) => {
    const visitor = await people.visitor();
    const here = await people.agent();
    const there = await people.agentTab(here);
    const first = unique('Unread once');
    await visitor.open();
    await visitor.say(first);
    await expect(there.row(first).getByText('1 unread')).toBeVisible();
    await here.page.bringToFront();
    await here.pick(first);
    await expect(there.row(first).getByText('1 unread')).toBeHidden();
  });
});
