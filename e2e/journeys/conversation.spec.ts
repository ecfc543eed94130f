import { expect, test, unique } from '@/e2e/support/people';

test.describe('a visitor and an agent', () => {
  test('talk to each other live, in the same order on both sides (ORD-2)', async ({ people }) => {
    const visitor = await people.visitor();
    const agent = await people.agent();
    const hello = unique('Hello, is the tent in stock?');

    await visitor.open();
    await visitor.say(hello);
    await agent.pick(hello);
    await agent.reply('It is. **Two left**, see https://example.com/tents');
    await expect(visitor.message('Two left')).toBeVisible();
    await expect(visitor.log.locator('strong')).toHaveText('Two left');
    await expect(visitor.log.getByRole('link', { name: /example\.com/ })).toHaveAttribute(
      'rel',
      /noopener/,
    );
    await visitor.say('Great, I take one.');
    await expect(agent.message('Great, I take one.')).toBeVisible();

    expect(await agent.messages()).toEqual(await visitor.messages());
  });

  test('see how far the other is: sent, delivered, read (RCP-1)', async ({ people }) => {
    const visitor = await people.visitor();
    const agent = await people.agent();
    const first = unique('Do you mend zips?');
    await visitor.open();
    await visitor.say(first);
    const mine = visitor.message(first);
    await expect(mine.getByRole('img', { name: 'Sent' })).toBeVisible();

    await agent.pick(first);
    await expect(mine.getByRole('img', { name: 'Read' })).toBeVisible();

    await agent.reply('We do.');
    const answer = agent.message('We do.');
    await expect(answer.getByRole('img', { name: /^(Seen|Read)/ })).toBeVisible();
  });

  test('see each other write, until it is sent or given up (TYP-1)', async ({ people }) => {
    const visitor = await people.visitor();
    const agent = await people.agent();
    const first = unique('A question about boots');
    await visitor.open();
    await visitor.say(first);
    await agent.pick(first);

    await agent.page.getByRole('textbox', { name: /^Reply to/ }).pressSequentially('Let me look');
    await expect(visitor.chat.getByRole('img', { name: /is writing$/ })).toBeVisible();
    await agent.page.getByRole('textbox', { name: /^Reply to/ }).press('Enter');
    await expect(visitor.message('Let me look')).toBeVisible();
    await expect(visitor.chat.getByRole('img', { name: /is writing$/ })).toBeHidden();

    await visitor.composer.pressSequentially('Thanks');
    await expect(
      agent.page.getByRole('img', { name: /(is writing|typing)/ }).first(),
    ).toBeVisible();
    await visitor.composer.fill('');
    await expect(agent.page.getByRole('img', { name: /(is writing|typing)/ })).toHaveCount(0);
  });

  test('a note, and the writing of it, never reach the visitor (ORD-1)', async ({ people }) => {
    const visitor = await people.visitor();
    const frames: string[] = [];
    visitor.page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => frames.push(String(payload))),
    );
    await visitor.page.reload();
    const agent = await people.agent();
    const first = unique('Where is my parcel?');
    const secret = unique('Third complaint this week');
    await visitor.open();
    await visitor.say(first);
    await agent.pick(first);
    await agent.note(secret);
    await expect(agent.message(secret)).toBeVisible();
    await agent.reply('It left this morning.');
    await expect(visitor.message('It left this morning.')).toBeVisible();

    expect(await visitor.messages()).toEqual([first, 'It left this morning.']);
    expect(frames.length).toBeGreaterThan(3);
    expect(frames.filter((frame) => frame.includes(secret))).toEqual([]);
    // Dense in public: the note left no hole.
    const seqs = frames.flatMap((frame) =>
      [...frame.matchAll(/"conversation:event",\{"conversationId":"[^"]+","seq":(\d+)/g)].map((m) =>
        Number(m[1]),
      ),
    );
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(Math.max(...seqs)).toBe(3);
  });

  test('the agent sees the page the visitor is on, also when he goes on', async ({ people }) => {
    const visitor = await people.visitor();
    const agent = await people.agent();
    const first = unique('Which size?');
    await visitor.open();
    await visitor.say(first);
    await agent.pick(first);
    const panel = agent.page.getByRole('complementary', { name: 'Contact' });
    await expect(panel.getByRole('link', { name: /Fjord & Fern/ })).toBeVisible();
    await visitor.page
      .getByRole('link', { name: /pack|tent|flask/i })
      .first()
      .click();
    await visitor.page.waitForURL(/\/demo\/products\//);
    await expect(panel.locator('a[href*="/demo/products/"]')).toBeVisible();
  });

  test('the visitor comes back another day and finds the thread, with what is unread', async ({
    people,
  }) => {
    const visitor = await people.visitor();
    const agent = await people.agent();
    const first = unique('I will be back');
    await visitor.open();
    await visitor.say(first);
    await expect(agent.row(first)).toBeVisible();
    await visitor.page.goto('about:blank');
    await agent.pick(first);
    await agent.reply('Welcome back');
    await visitor.page.goBack();
    const launcher = visitor.page.getByRole('button', { name: 'Open chat, 1 unread message' });
    await launcher.click();
    // What is unread opens by itself.
    await expect(visitor.message('Welcome back')).toBeVisible();
    expect(await visitor.messages()).toEqual([first, 'Welcome back']);
  });
});
