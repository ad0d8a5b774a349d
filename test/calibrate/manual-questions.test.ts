import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseLabelledRows } from '../../src/core/labelled-row.js';

const text = readFileSync(new URL('../../bench/eval/manuals/questions.jsonl', import.meta.url), 'utf8');
const packages: readonly { license: string; integrity: string; product: string }[] = JSON.parse(
  readFileSync(new URL('../../bench/eval/manuals/packages.json', import.meta.url), 'utf8'),
);

test('the questions over the manuals are well formed, each once, and about pages of the packages listed', () => {
  const { rows, problems } = parseLabelledRows(text);
  expect(problems).toEqual([]);
  expect(rows.length).toBeGreaterThan(400);
  const products = new Set(packages.map(({ product }) => product));
  const strange = rows.flatMap(({ expected }) =>
    expected.filter(({ documentId }) => !products.has(documentId.split('/')[0] ?? '')),
  );
  expect(strange).toEqual([]);
  // Phrases, not passages: the pages are other people's.
  expect(rows.flatMap(({ answers }) => answers).filter((answer) => answer.length > 90)).toEqual([]);
});

test('the manuals are under licences that allow it, and pinned', () => {
  expect(packages.map(({ license }) => license).filter((license) => !/^(MIT|Apache-2\.0)$/.test(license))).toEqual([]);
  expect(packages.every(({ integrity }) => integrity.startsWith('sha512-'))).toBe(true);
});
