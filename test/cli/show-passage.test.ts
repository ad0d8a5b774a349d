import { expect, test } from 'vitest';
import { formatConfidence } from '../../src/cli/show-passage.js';

test('formatConfidence() never shows a confidence as having reached a threshold that it missed', () => {
  expect([0.7499, 0.75, 0.29, 0.999, 0, 1].map(formatConfidence)).toEqual([
    '0.74',
    '0.75',
    '0.29',
    '0.99',
    '0.00',
    '1.00',
  ]);
});
