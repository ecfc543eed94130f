/** What the sample shop sells. Prices in euro. */
export interface Product {
  slug: string;
  name: string;
  kind: string;
  price: number;
  line: string;
  story: string;
  facts: readonly (readonly [name: string, value: string])[];
  art: 'pack' | 'tent' | 'flask';
  tint: 'fern' | 'dusk' | 'clay';
}

export const PRODUCTS: readonly Product[] = [
  {
    slug: 'skog-28',
    name: 'Skog 28',
    kind: 'Day pack',
    price: 149,
    line: 'A quiet pack for long days under trees.',
    story:
      'Waxed organic cotton over a recycled frame, two pockets you can reach without taking it off, and a back that breathes. Made to be mended: every strap and buckle can be replaced at home.',
    facts: [
      ['Volume', '28 litres'],
      ['Weight', '890 g'],
      ['Carries', 'up to 12 kg'],
      ['Mending', 'free for ten years'],
    ],
    art: 'pack',
    tint: 'fern',
  },
  {
    slug: 'lyng-2',
    name: 'Lyng 2',
    kind: 'Two-person tent',
    price: 429,
    line: 'Up in four minutes, calm in a gale.',
    story:
      'One pole, five pegs, and a porch big enough for two wet pairs of boots. The inner hangs from the outer, so it stays dry when you pitch in the rain.',
    facts: [
      ['Sleeps', 'two people'],
      ['Weight', '1.9 kg'],
      ['Pitching', 'about 4 minutes'],
      ['Wind', 'tested at 90 km/h'],
    ],
    art: 'tent',
    tint: 'dusk',
  },
  {
    slug: 'elv-flask',
    name: 'Elv flask',
    kind: 'Steel flask',
    price: 39,
    line: 'Tea still hot at the last summit.',
    story:
      'Double-walled steel with a lid that turns into a cup. No plastic touches what you drink, and the seal comes as a spare part when it wears out one day.',
    facts: [
      ['Holds', '0.75 litres'],
      ['Weight', '340 g'],
      ['Hot', 'for 18 hours'],
      ['Cold', 'for 30 hours'],
    ],
    art: 'flask',
    tint: 'clay',
  },
];

export const findProduct = (slug: string) => PRODUCTS.find((product) => product.slug === slug);
