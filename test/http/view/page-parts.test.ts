import { describe, expect, test } from 'vitest';
import { pageParts } from '../../../src/http/view/page-parts.js';

const cut = (text: string, starts: number[], size: number) =>
  pageParts(text, starts, size).map(({ start, end }) => text.slice(start, end));

describe('pageParts()', () => {
  test('leaves a short text whole, an empty one too', () => {
    expect(cut('abc', [0], 10)).toEqual(['abc']);
    expect(cut('', [], 10)).toEqual(['']);
  });

  test('cuts before a section, else at a blank line, a line, anywhere', () => {
    expect(cut('aaaaaabbbbbb', [0, 6], 10)).toEqual(['aaaaaa', 'bbbbbb']);
    expect(cut('aaaaaa\n\nbbbbbb', [0], 10)).toEqual(['aaaaaa\n\n', 'bbbbbb']);
    expect(cut('aaaaaa\nbbbbbb', [0], 10)).toEqual(['aaaaaa\n', 'bbbbbb']);
    expect(cut('aaaaaaaaaabb', [0], 10)).toEqual(['aaaaaaaaaa', 'bb']);
  });

  test('never parts the halves of a character', () => {
    expect(cut(`${'a'.repeat(9)}😀b`, [0], 10)).toEqual(['a'.repeat(9), '😀b']);
  });
});
