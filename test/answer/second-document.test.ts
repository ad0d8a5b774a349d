import { expect, test } from 'vitest';
import { searchPassages } from '../../src/answer/search-passages.js';
import { withSecondDocument } from '../../src/answer/second-document.js';
import { fakeAnswerPorts } from '../fakes/answer-ports.js';

const documentOf = (item: string) => item.charAt(0);

test.each([
  [['a1', 'a2'], ['a1', 'a2', 'a3', 'b1'], 2, ['a1', 'b1']],
  [['a1', 'a2'], ['a1', 'a2', 'b1'], 3, ['a1', 'a2', 'b1']],
  [['a1', 'b1'], ['a1', 'b1', 'c1'], 2, ['a1', 'b1']],
  [['a1', 'a2'], ['a1', 'a2'], 2, ['a1', 'a2']],
  [['a1'], ['a1', 'b1'], 1, ['a1']],
  [[], ['b1'], 2, []],
])('withSecondDocument() makes of %j among %j, at most %d: %j', (chosen, all, limit, expected) => {
  expect(withSecondDocument(chosen, all, documentOf, limit)).toEqual(expected);
});

test('searchPassages() has two documents among its passages for a comparison', async () => {
  const pages = ['年休假', '病假'].map((title) => ({ id: title, title, body: `${title}须申请。` }));
  const { ports, collection } = await fakeAnswerPorts(pages);
  const request = { collection, question: '年休假和病假有什么区别？', labels: null, topK: 2 };
  const { passages } = await searchPassages(ports, request);
  expect(passages.map(({ documentId }) => documentId).sort()).toEqual(['年休假', '病假']);
});
