/**
 * What the sample shop is asked, and what its desk answers: told once more for every simulated visitor
 * and for the history behind the reports. `{order}`, `{item}`, `{colour}` and `{size}` are filled in.
 */
import type { LabelName } from './demo-conversations';

export interface Story {
  label: LabelName;
  page: [path: string, title: string];
  /** How the visitor begins: one of these. */
  opens: string[];
  /** What the desk says, and what the visitor says to that; null = nothing more. */
  turns: [desk: string, visitor: string | null][];
  /** For colleagues. */
  note?: string;
}

export const WORDS = {
  item: ['Skerry 2', 'Moss 2', 'Ridgeline 38', 'Fernway jacket', 'Lichen sleeping bag'],
  colour: ['moss', 'slate', 'ochre', 'cloudberry'],
  size: ['S', 'M', 'L', 'XL'],
} as const;

export const STORIES: Story[] = [
  {
    label: 'Order',
    page: ['/demo', 'Order {order}'],
    opens: [
      'Where is my parcel? Order {order}.',
      'Hi, {order} was meant to arrive yesterday. Any news?',
    ],
    turns: [
      ['Let me look that up for you.', null],
      [
        'It is at the depot and comes tomorrow between 9 and 12. Is somebody at home?',
        'Yes, I am in. Thank you!',
      ],
    ],
    note: 'The courier missed a day. If it is late again, ship a second one.',
  },
  {
    label: 'Order',
    page: ['/demo', 'Checkout'],
    opens: [
      'Can I change the address of {order}?',
      'I typed the wrong house number in {order}. Can you fix it?',
    ],
    turns: [
      [
        'It has not been packed yet, so yes. What is the right address?',
        'Fjellveien 14, same town',
      ],
      ['Changed. You get a new confirmation by e-mail.', 'Got it, thanks'],
    ],
  },
  {
    label: 'Order',
    page: ['/demo', 'Delivery'],
    opens: [
      'Do you ship to the islands, and what does it cost?',
      'How long is delivery to Tromsø?',
    ],
    turns: [
      ['We do: three to five days, free above 80 €.', 'And express?'],
      ['Express takes two days and costs 12 €.', 'Good to know, thanks'],
    ],
  },
  {
    label: 'Order',
    page: ['/demo', 'Order {order}'],
    opens: [
      'One pair of socks is missing from {order}.',
      'The box for {order} came without the pegs.',
    ],
    turns: [['Sorry about that. I am sending it today, at no cost.', 'Perfect, that was quick']],
    note: 'Second time this week that the small bag stayed on the packing table.',
  },
  {
    label: 'Return',
    page: ['/demo', 'Returns'],
    opens: [
      'How do I send back a {item}?',
      'The Fernway jacket is too wide, can I swap it for size {size}?',
    ],
    turns: [
      ['Of course. Has it been used outside?', 'No, only tried on at home.'],
      [
        'Then it is simple: print the label from your account and drop the box at any post office.',
        'Great, thank you',
      ],
    ],
  },
  {
    label: 'Return',
    page: ['/demo', 'Returns'],
    opens: [
      'Has my return arrived? It was for {order}.',
      'When do I get my money back for {order}?',
    ],
    turns: [
      ['It came in this morning. The refund goes out today.', 'How long does the bank take?'],
      ['Two to four working days.', 'Alright, thanks'],
    ],
    note: 'Refund released, the box was complete.',
  },
  {
    label: 'Return',
    page: ['/demo', 'Guarantee'],
    opens: [
      'A seam on my {item} is opening after a month.',
      'A zip of my {item} is stuck. Is that covered?',
    ],
    turns: [
      [
        'That is covered. Would you rather have it mended or exchanged?',
        'Mended, I like this one.',
      ],
      ['Lovely. The label is in your mailbox, and it takes about ten days.', 'Wonderful'],
    ],
  },
  {
    label: 'Product question',
    page: ['/demo', 'Tents'],
    opens: [
      'Which tent for two people and a dog?',
      'Is the Skerry 2 good for a windy coast?',
      'Does the Moss 2 stand up on rock without pegs?',
    ],
    turns: [
      [
        'I would take the Skerry 2: it stands by itself and has room for a third, furry one.',
        'How heavy is it?',
      ],
      ['2.9 kg with pegs, packed as long as a baguette.', 'Ha, good. I will order it.'],
    ],
  },
  {
    label: 'Product question',
    page: ['/demo', 'Jackets'],
    opens: [
      'Does the Fernway jacket come in {colour}?',
      'Is the Fernway warm enough for November?',
    ],
    turns: [
      ['Yes, in every size. With a wool layer it is fine down to −5 °C.', 'And the hood?'],
      ['It fits over a helmet and rolls away.', 'Sold'],
    ],
  },
  {
    label: 'Product question',
    page: ['/demo', 'Boots'],
    opens: ['Do the Talus boots run small?', 'I am between 42 and 43. Which Talus?'],
    turns: [
      ['They do. Take one size up, you will want room for thick socks.', 'Can I return worn ones?'],
      ['Worn at home, yes. Worn on a mountain, no.', 'Fair enough, thanks'],
    ],
  },
  {
    label: 'Product question',
    page: ['/demo', 'Stoves'],
    opens: ['Which gas fits the Kettle stove?', 'Can I take the stove on a plane?'],
    turns: [
      [
        'Any cartridge with a screw valve. The stove may fly, the gas may not.',
        'So I buy gas there?',
      ],
      ['Exactly, every outdoor shop has it.', 'Thanks, clear'],
    ],
  },
  {
    label: 'Product question',
    page: ['/demo', 'Backpacks'],
    opens: ['Is the Ridgeline 38 carry-on size?', 'Does the Ridgeline have a rain cover?'],
    turns: [
      [
        '54 × 30 × 22 cm, so with most airlines yes. The cover is in the bottom pocket.',
        'Brilliant',
      ],
    ],
  },
  {
    label: 'Bug',
    page: ['/demo', 'Checkout'],
    opens: [
      'Your page says my card was declined, but it was not.',
      'I cannot log in, the code never arrives.',
    ],
    turns: [
      ['Sorry! Which browser are you using?', 'The one on my phone'],
      ['Thanks. Could you try once more in a private window?', 'That worked, strange'],
      ['Good. We are looking into it.', null],
    ],
    note: 'Third report today, all on phones.',
  },
  {
    label: 'Bug',
    page: ['/demo', 'Basket'],
    opens: ['The discount code from your letter does nothing.', 'My basket empties itself.'],
    turns: [
      [
        'I see it. I have put the discount on your account by hand, it is in the basket now.',
        'It is, thank you',
      ],
    ],
  },
  {
    label: 'Praise',
    page: ['/demo', 'Fjord & Fern'],
    opens: [
      'No question, only thanks: the {item} survived a storm.',
      'Your repair is better than new. Thank you',
    ],
    turns: [['That makes our day. Have a good trip!', null]],
  },
  {
    label: 'Order',
    page: ['/demo', 'Invoices'],
    opens: [
      'Can I have an invoice with our company name for {order}?',
      'I need a receipt for {order}.',
    ],
    turns: [
      ['Certainly. Which name shall be on it?', 'Nordlys Hytter'],
      ['Done, it is in your mailbox.', 'Received, thanks'],
    ],
  },
];

export const MORE = [
  'One more thing: is the price going to stay?',
  'Sorry, one more question. Can I pick it up in the shop?',
  'It came up again, could you have another look?',
];
export const MORE_ANSWERS = [
  'Yes, no change planned.',
  'You can, from ten o’clock on.',
  'I have checked it again, now it is right.',
];
export const THANKS = ['Thanks, that helps', 'Ah, perfect. Thank you', 'Great, thanks', 'Super 👍'];
export const NUDGES = ['Hello?', 'Is somebody there?', 'I will come back later then'];

/** For one colleague by first name. */
export const ASKS = [
  '@{name} have you seen this before?',
  '@{name} could you check what the warehouse says?',
  '@{name} is that still our rule?',
];
export const HANDOVERS = [
  'I am passing you on to {name}, who knows this best.',
  'Let me bring in {name}, one moment please.',
];

export const COMMENTS: Record<1 | 2 | 3 | 4 | 5, string[]> = {
  5: ['Quick and friendly', 'Solved in minutes', 'Lovely people', 'Could not be better'],
  4: ['Good answer', 'Helpful, a little wait'],
  3: ['Alright', 'Took a while'],
  2: ['I had to ask twice'],
  1: ['Did not solve it'],
};
