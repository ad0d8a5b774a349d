import { describe, expect, test } from 'vitest';
import { decodeText } from '../../ingest/load/decode-text.js';
import { markdownParser } from '../../ingest/load/markdown-processor.js';
import { parseMarkdown } from '../../ingest/load/parse-markdown.js';
import { prepareText } from './prepare-text.js';
import { randomMarkdown } from './random-markdown.js';

test('prepareDocument() accounts for every character', async () => {
  const { report, sections } = await prepareText('---\na: 1\n---\n\n# A\n\n<b>x</b>\n\n[r]: https://x.example\n');
  expect(report).toMatchObject({
    characters: 52,
    keptCharacters: 8,
    droppedCharacters: 7,
    sections: 1,
    parts: 1,
    headings: 1,
  });
  expect(report.keptCharacters + report.droppedCharacters + report.markupCharacters).toBe(report.characters);
  expect(sections.map((section) => section.text).join('')).toHaveLength(report.keptCharacters);
  expect(report.dropped).toEqual([{ rule: 'html_tag', count: 2, characters: 7, samples: ['<b>', '</b>'] }]);
});

test('prepareDocument() joins metadata of folders, front matter and comment, nearest first', async () => {
  const text = '---\nsubcategory: leave\nauthor: Li\n---\n\n[//]: # (period:2025)\n\n# A\n\na\n';
  const { metadata } = await prepareText(text, { documentId: 'hr/old/2020/leave.md' });
  expect(metadata).toEqual({ domain: 'hr', subcategory: 'leave', period: '2025', author: 'Li' });
});

test.each([
  ['nothing', ''],
  ['spaces', ' \n\n\t\n'],
  ['front matter', '---\ntitle: A\n---\n'],
  ['a comment', '<!-- nothing here -->\n'],
  ['metadata', '[//]: # (领域:数学)\n'],
])('prepareDocument() refuses a document of %s', async (_, text) => {
  await expect(prepareText(text)).rejects.toMatchObject({ code: 'empty_document' });
});

test('prepareDocument() refuses nesting that no parser can follow, by name', async () => {
  await expect(prepareText('>'.repeat(8_000))).rejects.toMatchObject({
    code: 'document_too_complex',
    facts: { documentId: 'guide.md', step: 'load' },
  });
});

test('prepareDocument() refuses 50 MB of Markdown at once, by name', async () => {
  const bytes = Buffer.alloc(50_000_000, '# Heading\n\nSome text under it.\n\n');
  await expect(prepareText('', { bytes })).rejects.toMatchObject({
    code: 'payload_too_large',
    message: expect.stringContaining('50000000 characters of Markdown, at most 32000000'),
  });
});

test('prepareDocument() cuts 10,000 headings', async () => {
  const text = Array.from({ length: 10_000 }, (_, i) => `${'#'.repeat((i % 3) + 1)} Heading ${i}\n\nText ${i}.\n`).join(
    '\n',
  );
  const { sections, parts } = await prepareText(text);
  expect([sections.length, parts.length]).toEqual([10_000, 10_000]);
});

test.each([
  ['words without a sentence', `# A\n\n${'word '.repeat(40_000)}`],
  ['characters without a mark', `# A\n\n${'字'.repeat(50_000)}`],
  ['spaces', `# A\n\n${' '.repeat(100_000)}x\n`],
  ['blank lines', `${'\n'.repeat(100_000)}x\n`],
  ['tags in one block', `<div>\n${'text <b>x</b> '.repeat(5000)}\n</div>\n`],
  ['open comments', '<!-- x\n\n'.repeat(2000)],
])('prepareDocument() takes no quadratic time for many %s', async (_, text) => {
  const start = performance.now();
  const { sections } = await prepareText(text);
  expect(sections).toHaveLength(1);
  // A fraction of a second on a quiet machine, and 10 to 50 s each before they were mended.
  expect(performance.now() - start).toBeLessThan(15_000);
});

test('prepareDocument() reads on after HTML and formulas that are never closed, and says so', async () => {
  const { sections, report } = await prepareText('# A\n\n<!-- open\n\n## B\n\n<script>\n\n## C\n\n$$\n\n## D\n\nd\n');
  expect(sections.map((section) => section.headingPath.at(-1))).toEqual(['A', 'B', 'C', 'D']);
  expect(report.notes.map(({ code, line }) => [code, line])).toEqual([
    ['unclosed_html', 3],
    ['unclosed_html', 7],
    ['unclosed_formula', 11],
  ]);
});

describe('parseMarkdown()', () => {
  test('gives the same tree piece by piece as at once', () => {
    const section = (i: number) =>
      `## S${i}\n\nText with [a link][ref] and \`code\`[^n].\n\n- item\n\n\`\`\`\n\n# no\n\`\`\`\n\n> quote\n\n`;
    const text = `# T\n\n[ref]: https://example.org\n\n[^n]: note\n\n${Array.from({ length: 500 }, (_, i) => section(i)).join('')}`;
    expect(text.length).toBeGreaterThan(2 * 16_384);
    const pieces = JSON.stringify(parseMarkdown(text).tree.children);
    expect(pieces === JSON.stringify(markdownParser({ frontMatter: true }).parse(text).children)).toBe(true);
  });

  test('does not take a fence over a possible cut for its end', () => {
    const fence = `\`\`\`\n${'# comment\n\nline of code\n\n'.repeat(2500)}\`\`\`\n`;
    const { tree } = parseMarkdown(`# A\n\n${fence}\n# B\n\nb\n`);
    expect(tree.children.map((node) => node.type)).toEqual(['heading', 'code', 'heading', 'paragraph']);
  });

  test('takes time in proportion to the text', () => {
    const make = (sections: number) =>
      '## Heading\n\nSome text, *emphasis* and `code`.\n\n- a\n- b\n\n'.repeat(sections);
    const time = (text: string) => {
      const start = performance.now();
      parseMarkdown(text);
      return performance.now() - start;
    };
    time(make(250));
    const small = time(make(250));
    const large = time(make(2000));
    // Eight times the text; twice that leaves room for a busy machine, and quadratic time would be 64.
    expect(large / small).toBeLessThan(24);
  });
});

test('prepareDocument() never loses a character of 200 random documents', async () => {
  for (let seed = 0; seed < 200; seed++) {
    const text = randomMarkdown(seed);
    const loaded = decodeText(Buffer.from(text), 'random.md').text;
    const prepared = await prepareText(text, { targetTokens: 60, maxTokens: 90 }).catch((error) => {
      if (error.code === 'empty_document') return undefined;
      throw new Error(`seed ${seed}: ${error.message}`, { cause: error });
    });
    if (!prepared) continue;
    const { sections, parts, report } = prepared;
    for (const { text: sectionText, spans, id } of sections) {
      const source = spans.map((span) => loaded.slice(span.sourceStart, span.sourceStart + span.length)).join('');
      expect(source, `seed ${seed}`).toBe(sectionText);
      const own = parts.filter((part) => part.sectionId === id);
      const covered = own.map((part) => sectionText.slice(part.start, part.end)).join('');
      if (own.length > 0) expect(covered, `seed ${seed}`).toBe(sectionText);
      for (const part of own) expect(part.embeddedText.trim(), `seed ${seed}`).not.toBe('');
    }
    const sum = report.keptCharacters + report.droppedCharacters + report.markupCharacters;
    expect(sum, `seed ${seed}`).toBe(report.characters);
  }
});
