import { expect, test } from 'vitest';
import { maskMarks } from '../../src/answer/mask-marks.js';

test.each([
  ['As shown before [4], [12] and [99].', 'As shown before ［4］, ［12］ and ［99］.'],
  ['详见[3]和[1，2]、[4–6]。', '详见［3］和［1，2］、［4–6］。'],
  [
    'See [2](https://example.com) and\n[1]: https://example.com',
    'See [2](https://example.com) and\n[1]: https://example.com',
  ],
  ['Take `list[0]` as in\n```\na[1] = b[2]\n```\nof [7]', 'Take `list[0]` as in\n```\na[1] = b[2]\n```\nof ［7］'],
  ['- [x] done\n- [ ] open [note] [2024]', '- [x] done\n- [ ] open [note] [2024]'],
])('maskMarks() masks what would read as a citation: %j', (text, masked) => {
  expect(maskMarks(text)).toBe(masked);
  expect(masked).toHaveLength(text.length);
});
