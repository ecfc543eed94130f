import { describe, expect, it } from 'vitest';
import { findPasswordProblem } from './password-rules';

const personal = ['Ada Byron', 'ada.byron@example.com', 'Lantern Goods'];

describe('findPasswordProblem', () => {
  it.each([
    ['', 'short'],
    ['short', 'short'],
    ['x7!kd93ma', 'short'],
    ['y'.repeat(129), 'long'],
    ['password123', 'common'],
    ['P@ssw0rd2026!', 'common'],
    ['Welcome2026', 'common'],
    ['switchboard1', 'common'],
    ['correcthorsebatterystaple', 'common'],
    ['aaaaaaaaaaaa', 'common'],
    ['abcabcabcabc', 'common'],
    ['1234567890', 'common'],
    ['qwertyuiop12', 'common'],
    ['0987654321', 'common'],
    ['abcdefghijkl', 'common'],
    ['1qaz2wsx!!!!', 'common'],
    ['adabyron2026', 'personal'],
    ['Lanterngoods!', 'personal'],
  ])('refuses %j as %s', (password, problem) => {
    expect(findPasswordProblem(password, personal)).toBe(problem);
  });

  it.each([
    'teapot-orbit-canvas',
    'rvK8#mq2Lz',
    'the password of my aunt',
    'ñandú über große wälder',
    'slow lantern river',
  ])('accepts %j', (password) => {
    expect(findPasswordProblem(password, personal)).toBeNull();
  });
});
