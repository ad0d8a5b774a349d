import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { measureCleaning } from '../../bench/markdown-cleaning.js';
import { compareHeadings } from '../../bench/markdown-headings.js';

const data = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const present = existsSync(`${data}/docs/md`);
if (!present) console.warn('Skipped the tests on real pages: ../shared/data/docs/md is not there');

test.skipIf(!present)('compareHeadings() finds every listed heading of docs/md, and no other', () => {
  expect(compareHeadings(data)).toMatchObject({ recall: 1, precision: 1, differences: [] });
});

test.skipIf(!present)('measureCleaning() finds next to no prose of docs/md dropped', async () => {
  const folder = `${data}/docs/md`;
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path, index) => path.endsWith('.md') && index % 4 === 0,
  ); // The bench reads them all.
  const { prose, dropped } = await measureCleaning(paths.map((path) => readFileSync(`${folder}/${path}`)));
  expect(prose).toBeGreaterThan(200_000);
  expect(dropped / prose).toBeLessThan(0.001);
});
