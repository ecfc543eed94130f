/** What people have written to the sample shop so far. Times are minutes before the seed. */

export type Staff = 'alex' | 'noa' | 'robin' | 'sam';
export type LabelName = 'Order' | 'Return' | 'Product question' | 'Bug' | 'Praise';

/** `[minutes ago, who, what]`; `note` and the other verbs are for staff. */
export type Step =
  | [at: number, who: 'visitor', text: string]
  | [at: number, who: Staff, text: string]
  | [at: number, who: Staff, verb: 'note', text: string]
  | [at: number, who: Staff, verb: 'assign', to: Staff]
  | [at: number, who: Staff, verb: 'label', labels: LabelName[]]
  | [at: number, who: Staff, verb: 'priority', priority: 'low' | 'high' | 'urgent']
  | [at: number, who: Staff, verb: 'snooze', hours: number]
  | [at: number, who: Staff, verb: 'resolve'];

export interface DemoConversation {
  visitor: {
    name: string | null;
    email?: string;
    /** The shop's own customer number: a verified visitor. */
    customer?: string;
    page: [path: string, title: string];
  };
  steps: Step[];
  /** Who has not read the last so many events. Everybody else of the staff has read all. */
  unread?: Partial<Record<Staff | 'visitor', number>>;
}

const DAY = 1_440;

export const DEMO_CONVERSATIONS: DemoConversation[] = [
  {
    visitor: {
      name: 'Juniper Hale',
      email: 'juniper.hale@mail.example',
      customer: 'FF-20418',
      page: ['/demo', 'Ridgeline 38 backpack'],
    },
    steps: [
      [14, 'visitor', 'Hi, does the Ridgeline 38 fit under an airline seat?'],
      [13, 'visitor', 'I fly on Friday and would rather not check it in.'],
    ],
    unread: { alex: 3, noa: 3, robin: 3, sam: 3 },
  },
  {
    visitor: { name: null, page: ['/demo', 'Fjord & Fern'] },
    steps: [[6, 'visitor', 'Do you ship to the Faroe Islands?']],
    unread: { alex: 2, noa: 2, robin: 2, sam: 2 },
  },
  {
    visitor: {
      name: 'Otis Brandt',
      email: 'otis@mail.example',
      customer: 'FF-19377',
      page: ['/demo', 'Order FF-88213'],
    },
    steps: [
      [95, 'visitor', 'My parcel has been “out for delivery” since Tuesday. Order FF-88213.'],
      [92, 'robin', 'assign', 'robin'],
      [91, 'robin', 'Sorry about that, Otis. Let me ask the courier where it is.'],
      [
        84,
        'robin',
        'note',
        'Courier says the depot is flooded. Ask @Sam whether we can send a second one from Bergen.',
      ],
      [83, 'robin', 'label', ['Order']],
      [82, 'robin', 'priority', 'high'],
      [41, 'sam', 'note', 'Two left in Bergen. I have put one aside under FF-88213-B.'],
      [
        38,
        'robin',
        'The depot near you is flooded, so your parcel is stuck there. I can send a second one from Bergen **today**, at no cost. Would that work?',
      ],
      [9, 'visitor', 'Yes please! The hike is on Saturday, so Thursday would be perfect.'],
      [8, 'visitor', 'Same address as before.'],
    ],
    unread: { robin: 2, sam: 2, alex: 2, noa: 2 },
  },
  {
    visitor: { name: 'Wren Castell', email: 'wren.c@mail.example', page: ['/demo', 'Returns'] },
    steps: [
      [300, 'visitor', 'The zip of my Fernway jacket came off on the second day :('],
      [296, 'sam', 'assign', 'sam'],
      [
        295,
        'sam',
        'That should not happen. Could you tell me the number on the label inside the left pocket?',
      ],
      [288, 'visitor', 'It says 7734-M-OLIVE'],
      [280, 'sam', 'label', ['Return', 'Product question']],
      [
        279,
        'sam',
        'Thank you. You have two options:\n\n1. We send a new jacket and you return the old one with the label in the box.\n2. We repair it, which takes about ten days.\n\nWhich one would you like?',
      ],
      [150, 'visitor', 'A new one please. Is there a green one in M?'],
      [148, 'sam', 'There is. It leaves today, and the return label is on its way to your e-mail.'],
    ],
    unread: { visitor: 1 },
  },
  {
    visitor: {
      name: 'Pia Lundholm',
      email: 'pia@mail.example',
      customer: 'FF-11052',
      page: ['/demo', 'Tents'],
    },
    steps: [
      [
        1 * DAY + 120,
        'visitor',
        'Which tent would you take to Iceland in September? Two people, lots of wind.',
      ],
      [1 * DAY + 100, 'robin', 'assign', 'robin'],
      [
        1 * DAY + 98,
        'robin',
        'The Skerry 2. It has four poles, stands in gusts up to 120 km/h and you can pitch it from the inside. The Moss 2 is lighter, but I would keep that one for calm forests.',
      ],
      [1 * DAY + 80, 'visitor', 'How heavy is the Skerry?'],
      [1 * DAY + 79, 'robin', '2.9 kg with pegs.'],
      [1 * DAY + 60, 'visitor', 'Sold. Is it back in stock soon? It says “two weeks”.'],
      [
        1 * DAY + 58,
        'robin',
        'The truck should be here on Thursday. I will write to you as soon as it is unloaded.',
      ],
      [1 * DAY + 57, 'robin', 'label', ['Product question']],
      [1 * DAY + 56, 'robin', 'snooze', 40],
    ],
  },
  {
    visitor: { name: 'Theo Marsh', email: 'theo.marsh@mail.example', page: ['/demo', 'Checkout'] },
    steps: [
      [200, 'visitor', 'Your checkout says “something went wrong” when I pay with a gift card.'],
      [196, 'alex', 'assign', 'alex'],
      [195, 'alex', 'label', ['Bug']],
      [194, 'alex', 'priority', 'urgent'],
      [193, 'alex', 'Thanks for telling us. Which browser are you using?'],
      [188, 'visitor', 'Firefox on Linux, the newest one. It works without the gift card.'],
      [
        180,
        'alex',
        'note',
        'Reproduced: a gift card with more than the total fails. Fix goes out at 16:00.',
      ],
      [
        178,
        'alex',
        'Found it: it happens when the card holds more than the total. We fix it this afternoon, and I will keep your basket until then.',
      ],
      [170, 'visitor', 'Great, thanks for the quick answer 👍'],
    ],
    unread: { alex: 1 },
  },
  {
    visitor: { name: null, page: ['/demo', 'Stoves'] },
    steps: [
      [
        33,
        'visitor',
        'is the kettle stove ok for gas from the supermarket or do i need a special one',
      ],
      [31, 'visitor', 'https://fjordandfern.example/stoves/kettle'],
    ],
    unread: { alex: 3, noa: 3, robin: 3, sam: 3 },
  },
  {
    visitor: {
      name: 'Ida Fenwick',
      email: 'ida.fenwick@mail.example',
      customer: 'FF-20990',
      page: ['/demo', 'Invoices'],
    },
    steps: [
      [2 * DAY, 'visitor', 'Could you send me the invoice of FF-87120 with our VAT number on it?'],
      [2 * DAY - 15, 'sam', 'assign', 'sam'],
      [2 * DAY - 16, 'sam', 'Of course. What is the number?'],
      [2 * DAY - 30, 'visitor', 'NO 999 888 777 MVA'],
      [2 * DAY - 34, 'sam', 'Done, it is in your mailbox.'],
      [2 * DAY - 36, 'visitor', 'Got it, thank you'],
      [2 * DAY - 37, 'sam', 'resolve'],
    ],
  },
  {
    visitor: { name: 'Casper Nyland', page: ['/demo', 'Boots'] },
    steps: [
      [3 * DAY, 'visitor', 'I wear 43 in running shoes. Which size for the Talus boots?'],
      [
        3 * DAY - 20,
        'robin',
        'Take 44: they are cut close, and you will want room for thick socks.',
      ],
      [3 * DAY - 25, 'visitor', 'ok cool'],
      [3 * DAY - 90, 'robin', 'label', ['Product question']],
      [3 * DAY - 91, 'robin', 'resolve'],
    ],
  },
  {
    visitor: {
      name: 'Marguerite de Montbrison-Vandenberghe',
      email: 'marguerite.de.montbrison@mail.example',
      customer: 'FF-15001',
      page: ['/demo', 'Gift cards'],
    },
    steps: [
      [
        1 * DAY + 400,
        'visitor',
        'Bonjour, je voudrais offrir une carte cadeau de 100 €. Est-ce possible sans compte ?',
      ],
      [1 * DAY + 380, 'noa', 'assign', 'noa'],
      [
        1 * DAY + 379,
        'noa',
        'Bonjour Marguerite, oui, il suffit d’une adresse e-mail. La carte arrive tout de suite.',
      ],
      [1 * DAY + 370, 'visitor', 'Parfait, merci beaucoup !'],
      [1 * DAY + 369, 'noa', 'resolve'],
    ],
  },
  {
    visitor: { name: 'Yusuf Arden', email: 'yusuf@mail.example', page: ['/demo', 'Sleeping bags'] },
    steps: [
      [
        420,
        'visitor',
        'Two questions about the Lichen sleeping bag: what does “comfort 2 °C” mean, and can I zip two together?',
      ],
      [410, 'sam', 'assign', 'sam'],
      [
        409,
        'sam',
        '“Comfort” is the temperature at which somebody who feels the cold still sleeps well, so 2 °C is honest. And yes: take one with the zip on the left and one on the right.',
      ],
      [401, 'visitor', 'Perfect. And down or synthetic for a damp cabin?'],
      [
        399,
        'sam',
        'note',
        'He asked the same in spring, see his order FF-70111. Offer the drying service.',
      ],
      [397, 'sam', 'Synthetic. It keeps warm when it is damp and dries by the stove.'],
    ],
  },
  {
    visitor: {
      name: 'Lotte Grønbæk',
      email: 'lotte@mail.example',
      customer: 'FF-18843',
      page: ['/demo', 'Account'],
    },
    steps: [
      [5 * DAY, 'visitor', 'Please change my delivery address to the cabin, Fjellveien 12.'],
      [5 * DAY - 10, 'robin', 'assign', 'robin'],
      [5 * DAY - 11, 'robin', 'Changed. The two open orders go there too.'],
      [5 * DAY - 12, 'robin', 'label', ['Order']],
      [5 * DAY - 13, 'robin', 'resolve'],
    ],
  },
  {
    visitor: { name: 'Ansel Whitlock', page: ['/demo', 'Fjord & Fern'] },
    steps: [
      [55, 'visitor', 'Just wanted to say: the lamp you repaired works like new. Thank you!'],
      [50, 'noa', 'label', ['Praise']],
      [49, 'noa', 'That made our morning. Have a good trip, Ansel.'],
    ],
    unread: { visitor: 1 },
  },
  {
    visitor: {
      name: 'Runa Solheim',
      email: 'runa@mail.example',
      customer: 'FF-20777',
      page: ['/demo', 'Order FF-88102'],
    },
    steps: [
      [26, 'visitor', 'I ordered the wrong colour, can I still change it? FF-88102'],
      [24, 'sam', 'assign', 'sam'],
      [23, 'sam', 'label', ['Order']],
      [22, 'sam', 'It has not been packed yet. Which colour would you like?'],
      [3, 'visitor', 'Moss instead of slate please'],
    ],
    unread: { sam: 1, robin: 1, alex: 1, noa: 1 },
  },
];
