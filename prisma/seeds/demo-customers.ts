/** Customers of the sample shop, as many as are needed and always the same: fictional, with addresses that lead nowhere. */

const FIRST = [
  ...[
    'Alma',
    'Birk',
    'Cleo',
    'Dag',
    'Edda',
    'Finn',
    'Greta',
    'Hedda',
    'Ivo',
    'Jorun',
    'Kaia',
    'Levi',
  ],
  ...[
    'Maren',
    'Nils',
    'Odine',
    'Pelle',
    'Quinn',
    'Rune',
    'Signe',
    'Tuva',
    'Una',
    'Vidar',
    'Wilma',
    'Ylva',
  ],
];
const LAST = [
  ...['Ashby', 'Birkeland', 'Claymore', 'Dunmore', 'Elvestad', 'Fairfield', 'Granli', 'Hollis'],
  ...[
    'Isdal',
    'Juniper',
    'Kvist',
    'Larkin',
    'Mosley',
    'Nordvik',
    'Oakes',
    'Penhale',
    'Rowan',
    'Stenmark',
  ],
  ...['Thornby', 'Underlid'],
];
export const CUSTOMERS = FIRST.length * LAST.length;

export interface Customer {
  /** The shop's own number of the customer. */
  subject: string;
  name: string;
  email: string;
}

/** `n` from 0 to `CUSTOMERS` − 1; beyond that they begin anew. */
export function customerAt(n: number): Customer {
  const at = n % CUSTOMERS;
  const [column, row] = [at % FIRST.length, Math.floor(at / FIRST.length)];
  const first = FIRST[column]!;
  const last = LAST[(column + row) % LAST.length]!;
  return {
    subject: `FF-${30_000 + at}`,
    name: `${first} ${last}`,
    email: `${first}.${last}@mail.example`.toLowerCase(),
  };
}
