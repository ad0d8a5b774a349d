import { expect, test } from 'vitest';
import { prepareText } from '../prepare-text.js';

const outline = async (text: string, headingLevel = 3) =>
  (await prepareText(text, { headingLevel })).sections.map(({ headingPath, ordinal, text }) => [
    headingPath.join('/'),
    ordinal,
    text,
  ]);

test('cutSections() opens a section at every heading down to the level, and keeps deeper ones in the body', async () => {
  expect(await outline('# A\n\na\n\n## B\n\n### C\n\nc\n\n#### D\n\nd\n')).toEqual([
    ['A', 0, '# A\n\na\n\n'],
    ['A/B', 0, '## B\n\n'],
    ['A/B/C', 0, '### C\n\nc\n\n#### D\n\nd\n'],
  ]);
  expect((await outline('# A\n\n## B\n\nb\n', 1)).map(([path]) => path)).toEqual(['A']);
});

test('cutSections() makes a section of the text before the first heading', async () => {
  expect(await outline('---\na: 1\n---\n\nbefore\n\n# A\n\na\n')).toEqual([
    ['', 0, 'before\n\n'],
    ['A', 0, '# A\n\na\n'],
  ]);
});

test('cutSections() finds the parent across level jumps', async () => {
  expect((await outline('# A\n\n### C\n\nc\n\n## B\n\nb\n\n# D\n\nd\n')).map(([path]) => path)).toEqual([
    'A',
    'A/C',
    'A/B',
    'D',
  ]);
});

test('cutSections() numbers equal heading paths', async () => {
  const { sections, report } = await prepareText('# A\n\n## 示例\n\n1\n\n## 示例\n\n2\n\n# B\n\n## 示例\n\n3\n');
  expect(sections.map(({ headingPath, ordinal }) => [headingPath.join('/'), ordinal])).toEqual([
    ['A', 0],
    ['A/示例', 0],
    ['A/示例', 1],
    ['B', 0],
    ['B/示例', 0],
  ]);
  expect(new Set(sections.map(({ id }) => id)).size).toBe(5);
  expect(report.notes).toEqual([
    { code: 'duplicate_heading', message: 'Heading "示例" stands on line 3 already', line: 7 },
  ]);
});

test('cutSections() cuts at setext headings, not in fences, quotations or lists', async () => {
  const text = 'Title\n=====\n\n```sh\n# comment\n```\n\n> ## quoted\n\n- # item\n\nSub\n---\n\nx\n';
  expect((await outline(text)).map(([path]) => path)).toEqual(['Title', 'Title/Sub']);
});

test('cutSections() leaves everything after an unclosed fence in it, and notes it', async () => {
  const { sections, report } = await prepareText('# A\n\n```\ncode\n\n# not a heading\n');
  expect(sections).toHaveLength(1);
  expect(report.notes).toMatchObject([{ code: 'unclosed_fence', line: 3 }]);
});

test('cutSections() gives titles without markup and anchors', async () => {
  const text = '# Use `curl` *now* [here](x.md) {#use-curl}\n\nx\n\n## <a id="b"></a>B &amp; C ##\n\ny\n';
  expect((await outline(text)).map(([path]) => path)).toEqual(['Use curl now here', 'Use curl now here/B & C']);
});

test('cutSections() notes empty headings and level jumps', async () => {
  const { sections, report } = await prepareText('# A\n\na\n\n#\n\nb\n\n#### D\n\nd\n');
  expect(sections.map(({ headingPath, ordinal }) => [headingPath, ordinal])).toEqual([
    [['A'], 0],
    [[], 0],
  ]);
  expect(report.notes.map(({ code, line }) => [code, line])).toEqual([
    ['heading_jump', 9],
    ['empty_heading', 5],
  ]);
});

test('cutSections() says where a section stands, and maps its text back', async () => {
  const source = '# A\n\none <!-- gone --> two\n\nthree\n\n## B\n\nb\n';
  const { sections } = await prepareText(source);
  const [first, second] = sections;
  expect(first?.text).toBe('# A\n\none  two\n\nthree\n\n');
  expect(first?.bodyStart).toBe(5);
  expect(first?.place).toEqual({ unit: 'line', start: 1, end: 5, startOffset: 0, endOffset: source.indexOf('## B') });
  expect(first?.unitStarts).toEqual([0, 4, 5, 27, 28]);
  expect(first?.spans).toEqual([
    { textStart: 0, sourceStart: 0, length: 9 },
    { textStart: 9, sourceStart: 22, length: 13 },
  ]);
  expect(second?.place).toMatchObject({ start: 7, end: 9 });
});

test('cutSections() gives the same ids again, and others for another document', async () => {
  const text = '# A\n\na\n\n## B\n\nb\n';
  const ids = async (documentId: string) => (await prepareText(text, { documentId })).sections.map(({ id }) => id);
  expect(await ids('a.md')).toEqual(await ids('a.md'));
  expect(await ids('a.md')).not.toEqual(await ids('b.md'));
});
