import { expect, test } from 'vitest';
import { globToRegExp, splitGlob } from '../src/glob.js';

test.each([
  ['*.md', 'a.md', true],
  ['*.md', 'a/b.md', false],
  ['**/*.md', 'b.md', true],
  ['**/*.md', 'a/b/c.md', true],
  ['2025/**', '2025/a/b.pdf', true],
  ['?.md', 'ab.md', false],
  ['{a,b}.md', 'b.md', true],
  ['[!a]x.md', 'ax.md', false],
  ['休假*.md', '休假管理办法.md', true],
  ['a+b(1)*.md', 'a+b(1)c.md', true],
])('globToRegExp() of %s on %s is %s', (glob, path, expected) => {
  expect(globToRegExp(glob).test(path)).toBe(expected);
});

test('splitGlob() parts a glob at its first wildcard', () => {
  expect(splitGlob('docs/zh/*.md')).toEqual({ folder: 'docs/zh', rest: '*.md' });
  expect(splitGlob('/srv/**/a.md')).toEqual({ folder: '/srv', rest: '**/a.md' });
  expect(splitGlob('*.md')).toEqual({ folder: '.', rest: '*.md' });
});
