import { expect, test } from 'vitest';
import { cleanDocument } from '../../../ingest/clean/clean-document.js';
import { loadMarkdown } from '../../../ingest/load/load-markdown.js';
import { remaining } from '../../../ingest/ranges.js';

/** The text that cleaning leaves, and what it dropped by rule. */
function clean(text: string): { kept: string; dropped: [string, string][] } {
  const cleaned = cleanDocument(loadMarkdown(Buffer.from(text), { documentId: 'a.md' }));
  return {
    kept: remaining(cleaned.dropped, 0, text.length)
      .map(({ start, end }) => text.slice(start, end))
      .join(''),
    dropped: cleaned.dropped.map(({ rule, start, end }) => [rule, text.slice(start, end)]),
  };
}

test('htmlTags() drops tags and keeps their text', () => {
  expect(clean('Press <kbd>Ctrl</kbd> and <b>wait</b>.\n').kept).toBe('Press Ctrl and wait.\n');
  expect(clean('<div align="center">\n\n# Title\n\n</div>\n').kept).toBe('\n# Title\n\n'.slice(1));
});

test('htmlTags() drops comments, scripts and styles whole', () => {
  const text = 'a <!-- b --> c\n\n<style>\np { color: red }\n</style>\n\n<script>alert(1)</script>\n\nd\n';
  const { kept, dropped } = clean(text);
  expect(kept.replace(/\s+/g, ' ')).toBe('a c d ');
  expect(dropped.map(([rule]) => rule)).toEqual(['html_comment', 'html_script', 'html_script']);
});

test('htmlTags() touches no code, inline code or placeholder', () => {
  const text = 'Use `<b>` or <your-key> at <APISIX_HOST>.\n\n```html\n<div>x</div>\n```\n\n    <p>indented</p>\n';
  expect(clean(text)).toEqual({ kept: text, dropped: [] });
});

test('htmlTags() keeps one tag where words would run together', () => {
  expect(clean('| a | b |\n|---|---|\n| 12<br/>34 | x |\n').kept).toContain('12<br/>34');
  expect(clean('<table><tr><td>12</td><td>34</td></tr></table>\n').kept).toBe('12<td>34\n');
});

test('htmlTags() reads on after a comment that is never closed', () => {
  const { kept } = clean('# A\n\n<!-- draft\n\n## B\n\ntext\n');
  expect(kept).toBe('# A\n\n draft\n\n## B\n\ntext\n');
});

test.each([
  '[![build](https://img.shields.io/a.svg)](https://ci.example) ![cov](https://codecov.io/b.svg)',
  '关注公众号“技术之家”，扫码领取更多资料',
  '长按二维码关注我们的公众号',
  '点击下载APP，阅读全文更流畅',
  'Advertisement',
  '[Sponsored]',
  'This article is sponsored by Example Inc.',
])('advertisements() drops %s', (advertisement) => {
  const { kept, dropped } = clean(`# A\n\nbefore\n\n${advertisement}\n\nafter\n`);
  expect(kept).toBe('# A\n\nbefore\n\n\nafter\n');
  expect(dropped).toEqual([['advertisement', `${advertisement}\n`]]);
});

test('advertisements() drops a list of outside links under a title that says so, and no reference list', () => {
  const list = '- [A](https://a.example)\n- [B](https://b.example)\n';
  expect(clean(`# T\n\ntext\n\n## 友情链接\n\n${list}`).kept).toBe('# T\n\ntext\n\n## 友情链接\n\n');
  expect(clean(`# T\n\n## References\n\n${list}`).dropped).toEqual([]);
});

test.each([
  '公众号运营者可以在后台关注用户的留言。',
  '点击“下载”按钮，保存文件。',
  'The advertisement identifier is a string.',
  '![diagram](https://example.org/diagram.png)',
  '用户扫描二维码登录控制台。',
  'Ads are billed monthly; see the price list.',
])('advertisements() keeps %s', (sentence) => {
  expect(clean(`# A\n\n${sentence}\n`).dropped).toEqual([]);
});

test('repeats() drops the second of two adjacent equal paragraphs', () => {
  expect(clean('# A\n\n同一段话。\n\n同一段话。\n\n另一段。\n').kept).toBe('# A\n\n同一段话。\n\n\n另一段。\n');
});

test('repeats() keeps repeats apart, under other headings, in lists, tables and code', () => {
  const text =
    '# A\n\nsame\n\nother\n\nsame\n\n# B\n\nsame\n\n- x\n- x\n\n| a |\n|---|\n| 1 |\n| 1 |\n\n```\nx\n```\n\n```\nx\n```\n';
  expect(clean(text).dropped).toEqual([]);
});

test('markupBlocks() takes out front matter, link definitions and metadata comments', () => {
  const text = '---\na: 1\n---\n\n[//]: # (领域:数学)\n\n# T\n\n[link][x]\n\n[x]: https://example.org\n';
  const { kept, dropped } = clean(text);
  expect(kept).toBe('# T\n\n[link][x]\n\n');
  expect(dropped.map(([rule]) => rule)).toEqual([
    'front_matter',
    'blank_lines',
    'metadata_comment',
    'blank_lines',
    'link_definition',
  ]);
});

test('cleanDocument() keeps formulas, symbols, tables and code exactly', () => {
  const text = '# F\n\n$a < b$ 且 ±5 ℃ ≥ 3\n\n$$\nx^2 < y\n$$\n\n| a | b |\n|:--|--:|\n| `<i>` | 2 |\n';
  expect(clean(text)).toEqual({ kept: text, dropped: [] });
});
