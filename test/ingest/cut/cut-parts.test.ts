import { expect, test } from 'vitest';
import { estimateTokens } from '../../../ingest/cut/estimate-tokens.js';
import { splitPart } from '../../../ingest/cut/split-part.js';
import { prepareText } from '../prepare-text.js';

const embedded = async (text: string, targetTokens = 384, maxTokens = 480) =>
  (await prepareText(text, { targetTokens, maxTokens })).parts.map((part) => part.embeddedText);

test('cutParts() embeds the heading path and the words without markup', async () => {
  const text =
    '# 手册\n\n## Leave\n\n**Fifteen** days [a year](https://x.example) &amp; `PUT /v1`, $a<b$.\n\n1. first\n2. 第二\n\n> quoted\n\n![a chart](c.png)\n';
  expect(await embedded(text)).toEqual([
    '手册 › Leave\nFifteen days a year & PUT /v1, a<b.\n1. first\n2. 第二\nquoted\na chart',
  ]);
});

test('cutParts() turns table pipes into spaces and keeps code whole', async () => {
  const text = '# T\n\n| 名称 | 值 |\n|---|---|\n| a<br/>b | 1 |\n\n```json\n{ "a": [1] }\n```\n';
  expect(await embedded(text)).toEqual(['T\n名称 值\na b 1\n{ "a": [1] }']);
});

test('cutParts() puts the document title first where the path does not begin with it', async () => {
  expect(await embedded('---\ntitle: 手册\n---\n\n## 休假\n\n十五天\n')).toEqual(['手册 › 休假\n十五天']);
  expect(await embedded('## 休假\n\n十五天\n')).toEqual(['guide › 休假\n十五天']);
});

test('cutParts() gives no part to a heading with nothing under it', async () => {
  const { sections, parts } = await prepareText('# A\n\n## B\n\nb\n');
  expect(sections).toHaveLength(2);
  expect(parts.map((part) => part.sectionId)).toEqual([sections[1]?.id]);
});

test('cutParts() cuts a long section at its blocks; the parts cover its text without gaps', async () => {
  const paragraphs = Array.from({ length: 30 }, (_, i) => `第${i}段：${'员工每年享有带薪年假。'.repeat(6)}`);
  const { sections, parts } = await prepareText(`# A\n\n${paragraphs.join('\n\n')}\n`, {
    targetTokens: 200,
    maxTokens: 240,
  });
  const text = sections[0]?.text ?? '';
  expect(parts.length).toBeGreaterThan(5);
  expect(parts.map((part) => text.slice(part.start, part.end)).join('')).toBe(text);
  expect(parts.map((part) => part.index)).toEqual(parts.map((_, index) => index));
  for (const part of parts) {
    expect(estimateTokens(part.embeddedText)).toBeLessThanOrEqual(240);
    expect(part.embeddedText).toMatch(/^A\n第\d+段：/);
  }
});

test('cutParts() cuts a long paragraph at sentences, never inside one that fits', async () => {
  const sentences = Array.from(
    { length: 60 },
    (_, i) => `This is sentence number ${i} about version 1.${i} of the product.`,
  );
  for (const text of await embedded(`# A\n\n${sentences.join(' ')}\n`, 120, 150)) {
    expect(text).toMatch(/^A\nThis is sentence .*product\.$/s);
  }
});

test('cutParts() repeats the header of a table in every part of it', async () => {
  const rows = Array.from({ length: 80 }, (_, i) => `| option_${i} | integer | the value of option ${i} |`);
  const texts = await embedded(`# T\n\n| Name | Type | Description |\n|---|---|---|\n${rows.join('\n')}\n`, 200, 240);
  expect(texts.length).toBeGreaterThan(3);
  for (const text of texts) expect(text).toMatch(/^T\nName Type Description\noption_\d+ integer the value/);
});

test('cutParts() cuts a long code block at lines and a long list at items', async () => {
  const code = Array.from({ length: 100 }, (_, i) => `set_option("name_${i}", ${i})`).join('\n');
  for (const text of await embedded(`# C\n\n\`\`\`py\n${code}\n\`\`\`\n`, 200, 240)) {
    expect(text).toMatch(/^C\nset_option\(.*\)$/s);
  }
  const list = Array.from({ length: 60 }, (_, i) => `- item ${i} says something useful`).join('\n');
  for (const text of await embedded(`# L\n\n${list}\n`, 120, 150)) expect(text).toMatch(/^L\nitem \d+ says.*useful$/s);
});

test('cutParts() keeps a deeper heading with the block below it', async () => {
  const blocks = Array.from({ length: 20 }, (_, i) => `#### Part ${i}\n\n${'Some words here. '.repeat(12)}`);
  for (const text of await embedded(`# A\n\n${blocks.join('\n\n')}\n`, 120, 150)) {
    expect(text).not.toMatch(/Part \d+$/);
    expect(text).toMatch(/^A\nPart \d+\n/);
  }
});

test('cutParts() cuts even a text without any boundary', async () => {
  const { parts, sections } = await prepareText(`# A\n\n${'aB3x'.repeat(3000)}\n`);
  expect(parts.length).toBeGreaterThan(10);
  expect(parts.map((part) => sections[0]?.text.slice(part.start, part.end)).join('')).toBe(sections[0]?.text);
});

test('cutParts() shortens an endless heading path', async () => {
  const [text = ''] = await embedded(`# ${'very long title '.repeat(200)}\n\nbody\n`);
  expect(estimateTokens(text)).toBeLessThan(120);
});

test('splitPart() halves a part at a sentence and places the cut in the section', async () => {
  const { parts, sections } = await prepareText(`# A\n\n${'员工享有年假。工龄满十年者加五天。'.repeat(8)}\n`);
  const [part] = parts;
  const text = sections[0]?.text ?? '';
  if (!part) throw new Error('no part');
  const [first, second] = splitPart(part, text);
  expect(first?.embeddedText).toMatch(/^A\n员工.*。$/s);
  expect(second?.embeddedText).toMatch(/^A\n.*。$/s);
  expect([first?.start, first?.end, second?.end]).toEqual([part.start, second?.start, part.end]);
  expect(text[(first?.end ?? 0) - 1]).toBe('。');
});

test('splitPart() gives back what cannot be cut', () => {
  const part = { sectionId: 's', index: 0, start: 0, end: 5, embeddedText: 'A\nshort' };
  expect(splitPart(part)).toEqual([part]);
});

test('cutParts() cuts a paragraph of a hundred thousand Chinese characters without a mark, in time', async () => {
  const { parts } = await prepareText(`# A\n\n${'字'.repeat(100_000)}\n`);
  expect(parts.length).toBeGreaterThan(100);
});

test('cutParts() cuts a paragraph of eighty thousand words', async () => {
  const { parts } = await prepareText(`# A\n\n${'word '.repeat(80_000)}\n`);
  expect(parts.length).toBeGreaterThan(150);
});

test('cutParts() divides no word where the text is segmented piece by piece', async () => {
  const words = Array.from({ length: 6000 }, (_, i) => `word${i}`);
  const { parts } = await prepareText(`${words.join(' ')} ${'x'.repeat(20_000)}\n`);
  const known = new Set(words);
  const found = parts.flatMap((part) => part.embeddedText.split(/\s+/).filter((word) => word.startsWith('word')));
  expect(found.every((word) => known.has(word))).toBe(true);
  expect(new Set(found).size).toBe(words.length);
});
