import { expect, test } from 'vitest';
import { foldDuplicates } from '../../src/answer/fold-duplicates.js';
import { retrieve } from '../../src/answer/retrieve.js';
import { searchPassages } from '../../src/answer/search-passages.js';
import { fakeAnswerPorts } from '../fakes/answer-ports.js';

async function passagesOf(question: string, bodies: readonly string[]) {
  const documents = bodies.map((body, index) => ({ id: `${index}.md`, title: `Page ${index}`, body }));
  const { ports, collection } = await fakeAnswerPorts(documents);
  return (await searchPassages(ports, { collection, question, labels: null })).passages;
}

const english =
  'The deposit for a room of the second class is paid back at the end of the stay, unless the key of the room was lost meanwhile';

test('foldDuplicates() folds a text that differs in a word or a mark', async () => {
  const passages = await passagesOf('Is the deposit for a room paid back?', [`${english}.`, `${english}, sadly!`]);
  expect(passages.map(({ duplicates }) => duplicates.length)).toEqual([1]);
});

test('foldDuplicates() keeps a text apart that differs in a number', async () => {
  const passages = await passagesOf('Is the deposit paid back?', [`${english} in 2023.`, `${english} in 2024.`]);
  expect(passages).toHaveLength(2);
});

test('foldDuplicates() keeps a translation apart, also where names and code make up most of it', async () => {
  const candidateOf = async (body: string) => {
    const { ports, collection } = await fakeAnswerPorts([{ id: 'a.md', title: 'Page', body }]);
    const { candidates } = await retrieve(ports, { collection, question: 'deposit', labels: null }, 8, () => {});
    return candidates;
  };
  const [[one], [other]] = await Promise.all([candidateOf(`${english}.`), candidateOf(`${english}!`)]);
  if (!one || !other) throw new Error('both are found');
  const translation = { ...other, hit: { ...other.hit, language: 'zh' as const } };
  expect(foldDuplicates([one, other])).toHaveLength(1);
  expect(foldDuplicates([one, translation])).toHaveLength(2);
});
