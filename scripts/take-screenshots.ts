/**
 * Makes the pictures of the documentation: `npx tsx scripts/take-screenshots.ts [FOLDER [SCENE]]`, by
 * default all of them into `docs/images`. Starts a demo of its own on fresh data, lets customers and the
 * desk talk in real browsers, and takes what they see. Run it after a change of how things look, and open
 * what it wrote.
 */
import { takeDashboard } from './screenshot-dashboard';
import { takeNotifications } from './screenshot-notifications';
import {
  answer,
  enterShop,
  onStage,
  openThread,
  signIn,
  take,
  takeWidget,
  type Scene,
} from './screenshot-stage';

const CUSTOMER = { subject: 'FF-21077', name: 'Mira Solberg', email: 'mira.solberg@mail.example' };
const ARABIC = { subject: 'FF-21102', name: 'ليلى منصور', email: 'layla@mail.example' };

const SCENES = {
  'right-to-left': takeRightToLeft,
  conversation: takeConversation,
  notifications: takeNotifications,
};

async function takeConversation(scene: Scene): Promise<void> {
  const robin = await signIn(scene, 'robin');
  const sam = await signIn(scene, 'sam');
  const phone = await signIn(scene, 'noa', { width: 390, height: 844, scale: 2 });
  const customer = await enterShop(scene, CUSTOMER, 'en-GB');
  const first = 'Hi, my Ridgeline 38 has a loose hip-belt buckle.';
  await customer.say(first);
  await openThread(robin, first);
  await robin.keyboard.press('t');
  await openThread(sam, first);
  await customer.say('Can that be mended, or do I need a new belt?');
  await sam.getByRole('log').getByText('a new belt').waitFor();
  await sam.keyboard.press('n');
  const note = sam.getByRole('textbox', { name: /^Note for/ });
  await note.fill('Buckles are in drawer 14, moss and slate.');
  await note.press('Enter');
  await robin.getByRole('log').getByText('drawer 14').waitFor();
  await answer(robin, 'Hello Mira, that can be mended. It is a **five-minute swap**, no sewing.');
  await answer(robin, 'Shall I send you the buckle? It is free, the pack is under guarantee.');
  const last = 'Yes please. How long does it take to arrive?';
  await customer.say(last);
  await robin.getByRole('log').getByText(last).waitFor();

  await openThread(phone, last);
  await customer.chat.getByRole('textbox').pressSequentially('I leave on ');
  await robin
    .getByRole('img', { name: /(is writing|typing)/ })
    .first()
    .waitFor();
  await robin.getByText('Assigned to you.').waitFor({ state: 'hidden' });
  for (const scheme of ['light', 'dark'] as const) {
    await robin.emulateMedia({ colorScheme: scheme });
    await customer.chat.getByRole('textbox').pressSequentially('F');
    await take(robin, `console-${scheme}`);
  }
  await take(phone, 'console-phone');
  await customer.chat.getByRole('textbox').fill('');

  await answer(robin, 'Two days from Bergen, so you have it by **Thursday**.');
  await customer.chat.getByRole('article').filter({ hasText: 'Thursday' }).waitFor();
  for (const scheme of ['light', 'dark'] as const) {
    await customer.page.emulateMedia({ colorScheme: scheme });
    await robin.getByRole('textbox', { name: /^Reply to/ }).pressSequentially('Where ');
    await customer.chat.getByRole('img', { name: /is writing$/ }).waitFor();
    await takeWidget(customer.page, `widget-${scheme}`);
  }
  for (const page of [robin, sam, phone, customer.page]) await page.context().close();
}

async function takeRightToLeft(scene: Scene): Promise<void> {
  const robin = await signIn(scene, 'robin');
  const customer = await enterShop(scene, ARABIC, 'ar');
  const first = 'مرحباً، هل حقيبة Ridgeline 38 مقاومة للماء؟';
  await customer.say(first);
  await openThread(robin, first);
  await answer(robin, 'أهلاً ليلى. نعم، القماش مقاوم للماء، والسحّابات أيضاً.');
  await customer.say('رائع. وكم يستغرق التوصيل إلى عمّان؟');
  await answer(robin, 'من خمسة إلى سبعة أيام، والشحن **مجاني**.');
  await customer.say('ممتاز، شكراً لك');
  await robin.getByRole('log').getByText('ممتاز').waitFor();
  const thanks = customer.chat.getByRole('article').filter({ hasText: 'ممتاز' });
  await thanks.getByRole('img', { name: 'قُرئت' }).waitFor();
  await takeWidget(customer.page, 'widget-rtl');
  for (const page of [robin, customer.page]) await page.context().close();
}

const chosen = process.argv[3];
const isChosen = (name: string) => chosen === undefined || chosen === name;
const scenes = Object.entries(SCENES).filter(([name]) => isChosen(name));
if (scenes.length > 0) {
  await onStage(async (scene) => {
    for (const [, play] of scenes) await play(scene);
  });
}
// A desk of its own, on which others are at work.
if (isChosen('dashboard')) await onStage(takeDashboard, ['--traffic']);
