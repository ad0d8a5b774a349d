import { describe, expect, test } from 'vitest';
import { furtherParts, joinSlices, sliceText } from '../../src/answer/matching-parts.js';
import { searchPassages } from '../../src/answer/search-passages.js';
import { fakeAnswerPorts } from '../fakes/answer-ports.js';

describe('joinSlices()', () => {
  test('joins slices that overlap or touch, in the order of the text', () => {
    const text = 'one two\n\nthree four';
    const slices = [
      { start: 9, end: 14 },
      { start: 0, end: 5 },
      { start: 4, end: 7 },
    ];
    expect(joinSlices(text, slices)).toEqual([{ start: 0, end: 14 }]);
  });

  test('keeps slices apart with words between them, and sliceText() marks the gap', () => {
    const text = 'one two three';
    const slices = joinSlices(text, [
      { start: 8, end: 13 },
      { start: 0, end: 3 },
    ]);
    expect(slices).toEqual([
      { start: 0, end: 3 },
      { start: 8, end: 13 },
    ]);
    expect(sliceText(text, slices)).toBe('one\n\n…\n\nthree');
  });
});

test('furtherParts() takes only parts of the same section that match nearly as well', () => {
  const hit = (pointId: string, fusedScore: number, sectionId = 's') => ({ pointId, sectionId, fusedScore });
  const hits = [hit('a', 1), hit('b', 0.95), hit('other', 0.93, 't'), hit('c', 0.5)];
  expect(furtherParts([hit('a', 1)], hits).map(({ pointId }) => pointId)).toEqual(['b']);
});

test('searchPassages() shows the matching parts of a long section, each gap marked', async () => {
  const paragraphs = ['年假规定一：年假十天。', '食堂周一开放。', '年假规定二：年假可结转。'];
  const document = { id: 'a.md', title: '手册', body: paragraphs.join('\n\n'), inParts: true };
  const { ports, collection } = await fakeAnswerPorts([document]);
  const { passages } = await searchPassages(ports, { collection, question: '年假规定', labels: null });
  expect(passages).toHaveLength(1);
  expect(passages[0]?.text).toBe(`# 手册\n\n${paragraphs[0]}\n\n…\n\n${paragraphs[2]}`);
  expect(passages[0]?.place).toMatchObject({ start: 1, end: 7 });
});
