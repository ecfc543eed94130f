/**
 * What a chosen password must not be. Length does the work (PASSWORD in lib/contracts/accounts.ts);
 * here only what guessers try first is refused, however it is dressed up.
 */
import { PASSWORD } from '@/lib/contracts/accounts';

/** Roots of the most common passwords in published breaches, and of this product. */
const COMMON = new Set(
  `password passwort passw0rd motdepasse contrasena qwerty qwertz azerty qwertyuiop asdfghjkl
  zxcvbnm qazwsx qazwsxedc 1qaz2wsx 1q2w3e4r 1q2w3e4r5t q1w2e3r4 zaq12wsx letmein welcome iloveyou
  sunshine princess football baseball basketball superman batman pokemon starwars monkey dragon
  master shadow michael jennifer jordan hunter killer trustno whatever freedom computer internet
  samsung charlie nicole daniel ashley jessica mustang ferrari liverpool arsenal chelsea barcelona
  realmadrid juventus manchester blink slipknot metallica nirvana butterfly chocolate cookie flower
  summer winter spring autumn january february august september october november december monday
  friday love lovely loveme iloveu hello helloworld hallo bonjour admin administrator root toor
  guest user login access secret changeme default temp temporary test testing tester demo example
  company office business support helpdesk service switchboard customer agent inbox correct
  correcthorsebatterystaple horsebattery abcdef abcdefg abcdefgh abcdefghi abcdefghij google
  facebook instagram linkedin twitter youtube microsoft windows android iphone apple fuckyou fuckoff
  asshole bullshit money dollar lucky angel angels heaven jesus christ blessed family mother father
  brother sister babygirl babyboy sweetheart soccer hockey tennis golf guitar music matrix ninja
  phoenix tigger ginger pepper buster maggie bailey harley ranger cowboy eagles steelers yankees
  lakers patriots dallas london berlin paris newyork texas california germany france england america
  russia china india brazil mexico canada australia`
    .split(/\s+/)
    .filter(Boolean),
);

const ROWS = [
  '01234567890',
  '09876543210',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
];

const SPELLED: Record<string, string> = {
  '0': 'o',
  '@': 'a',
  $: 's',
  '!': 'i',
  '1': 'i',
  '3': 'e',
  '5': 's',
};

/** Undoes the usual dressing: case, letters written as digits, what was hung on either end. */
function undress(password: string): string[] {
  const lower = password.toLowerCase();
  const bare = lower.replace(/^[^a-z]+|[^a-z]+$/g, '');
  const spelled = bare.replace(/[0@$!135]/g, (sign) => SPELLED[sign] ?? sign);
  const letters = lower.replace(/[^a-z0-9]/g, '');
  return [lower, bare, spelled, letters, letters.replace(/\d+$/, '')];
}

/** `abcabcabc`, `aaaaaaaaaa`: one short piece over and over. */
const isRepetition = (text: string): boolean => /^(.{1,4}?)\1+.{0,3}$/su.test(text);

/** Runs along the keyboard, the alphabet or the digits, forwards or backwards, also several. */
function isSequence(text: string): boolean {
  let rest = text.toLowerCase();
  const runs = ROWS.flatMap((row) => [row, [...row].reverse().join('')]);
  for (const size of [10, 9, 8, 7, 6, 5, 4]) {
    for (const row of runs) {
      for (let at = 0; at + size <= row.length; at += 1) {
        rest = rest.replaceAll(row.slice(at, at + size), '');
      }
    }
  }
  return rest.length <= 3;
}

export type PasswordProblem = 'short' | 'long' | 'common' | 'personal';

/**
 * The first problem of a password that is being chosen, or null. `personal` = what a guesser knows
 * about the person: name, e-mail, workspace.
 */
export function findPasswordProblem(password: string, personal: string[]): PasswordProblem | null {
  if (password.length < PASSWORD.minChars) return 'short';
  if (password.length > PASSWORD.maxChars) return 'long';
  if (isRepetition(password) || isSequence(password)) return 'common';
  if (undress(password).some((root) => COMMON.has(root))) return 'common';
  const words = personal.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const whole = personal.map((text) => text.toLowerCase().replace(/\s+/g, ''));
  const known = new Set([...words, ...whole].filter((word) => word.length >= 3));
  return undress(password).some((root) => known.has(root)) ? 'personal' : null;
}

export const PASSWORD_ADVICE: Record<PasswordProblem, string> = {
  short: `Use at least ${PASSWORD.minChars} characters.`,
  long: `Use at most ${PASSWORD.maxChars} characters.`,
  common: 'This password is easy to guess. Try a few unrelated words.',
  personal: 'This password contains your name or address. Try a few unrelated words.',
};
