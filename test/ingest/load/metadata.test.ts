import { expect, test } from 'vitest';
import { folderMetadata } from '../../../ingest/load/folder-metadata.js';
import { parseFrontMatter } from '../../../ingest/load/front-matter.js';
import { loadMarkdown } from '../../../ingest/load/load-markdown.js';
import { mediaTypeOf } from '../../../ingest/load/media-type.js';
import { mergeMetadata } from '../../../ingest/load/merge-metadata.js';
import { findMetadataComments } from '../../../ingest/load/metadata-comment.js';

const load = (text: string) => loadMarkdown(Buffer.from(text), { documentId: 'a.md' });

test.each([
  ['[//]: # (领域:数学 子类:代数 时间:2024)', { domain: '数学', subcategory: '代数', period: '2024' }],
  [
    '[//]: # (领域：数学；子类：代数；时间：2024-2025学年)',
    { domain: '数学', subcategory: '代数', period: '2024-2025学年' },
  ],
  ['[//]: # "时间: 2024, 领域: 人事 制度"', { domain: '人事 制度', period: '2024' }],
  [
    '[//]: # (Period: spring 2024 | domain: computer science | subcategory: web servers)',
    { domain: 'computer science', subcategory: 'web servers', period: 'spring 2024' },
  ],
  ['[//]: # (领域:数学(高中) 作者:王 五)', { domain: '数学(高中)', 作者: '王 五' }],
  ['[//]: # （领域：法律、子类：劳动法）', { domain: '法律', subcategory: '劳动法' }],
  ['[//]: # (to do: check the figures)', {}],
  ['[//]: # (domain: docs, link: https://example.org/a)', { domain: 'docs', link: 'https://example.org/a' }],
])('findMetadataComments() reads %s', (line, metadata) => {
  expect(findMetadataComments(`${line}\n\n# T\n`).map((comment) => comment.metadata)).toEqual([metadata]);
});

test('loadMarkdown() lets a comment win over front matter, and the first comment over the second', () => {
  const { metadata, title } = load(
    '---\ntitle: 手册\n领域: 人事\nperiod: 2023\n---\n\n[//]: # (时间:2024)\n[//]: # (时间:2020 子类:休假)\n\n# 休假\n\n文字\n',
  );
  expect(metadata).toEqual({ title: '手册', domain: '人事', period: '2024', subcategory: '休假' });
  expect(title).toBe('手册');
});

test('loadMarkdown() reads a comment that stands right below a paragraph, but not one in code', () => {
  expect(load('text\n[//]: # (领域:数学)\n').metadata).toEqual({ domain: '数学' });
  expect(load('```\n[//]: # (领域:数学)\n```\n').metadata).toEqual({});
});

test('parseFrontMatter() keeps scalars and tags, makes dates ISO strings, leaves nested values out', () => {
  const yaml =
    'tags: [a, b]\ndate: 2024-05-01\nat: 2024-05-01T10:00:00Z\ndraft: false\nweight: 3\nnested: {a: 1}\nperiod: 2024\n';
  expect(parseFrontMatter(yaml)).toEqual({
    metadata: {
      tags: ['a', 'b'],
      date: '2024-05-01',
      at: '2024-05-01T10:00:00.000Z',
      draft: false,
      weight: 3,
      period: '2024',
    },
    notes: [],
  });
});

test('loadMarkdown() notes malformed front matter and reads the text all the same', () => {
  const { metadata, notes, tree } = load('---\ntitle: [unclosed\n---\n\n# T\n');
  expect(metadata).toEqual({});
  expect(notes).toMatchObject([{ code: 'malformed_front_matter', line: 1 }]);
  expect(tree.children.map((node) => node.type)).toEqual(['yaml', 'heading']);
});

test('parseFrontMatter() survives an alias bomb', () => {
  const levels = Array.from({ length: 12 }, (_, i) => `l${i}: &l${i} [${i ? Array(9).fill(`*l${i - 1}`) : 'x'}]`);
  expect(parseFrontMatter(levels.join('\n')).notes).toMatchObject([{ code: 'malformed_front_matter' }]);
});

test.each([
  ['数学/代数/2024/方程.md', { domain: '数学', subcategory: '代数', period: '2024' }],
  ['root/a/b/c/d.md', { domain: 'a', subcategory: 'b', period: 'c' }],
  ['数学/代数/方程.md', { domain: '数学', subcategory: '代数' }],
  ['数学/方程.md', { domain: '数学' }],
  ['方程.md', {}],
  ['https://example.org/数学/方程.md', { domain: '数学' }],
])('folderMetadata() reads the folders of %s', (id, metadata) => {
  expect(folderMetadata(id)).toEqual(metadata);
});

test('folderMetadata() leaves out the folders of the source', () => {
  expect(folderMetadata('handbook/人事/休假/年假.md', 'handbook')).toEqual({ domain: '人事', subcategory: '休假' });
});

test('mergeMetadata() lets the later layer decide', () => {
  expect(mergeMetadata({ domain: 'a', period: '1' }, { domain: 'b' }, { domain: 'c', x: true })).toEqual({
    domain: 'c',
    period: '1',
    x: true,
  });
});

test('mediaTypeOf() asks the bytes, the declared type, then the ending', () => {
  const text = Buffer.from('# T');
  expect(mediaTypeOf('a.md', Buffer.from('%PDF-1.7\n'))).toBe('application/pdf');
  expect(mediaTypeOf('a', text, 'text/markdown; charset=utf-8')).toBe('text/markdown');
  expect(mediaTypeOf('a.pdf', text, 'application/octet-stream')).toBe('application/pdf');
  expect(mediaTypeOf('notes', text)).toBe('text/markdown');
  expect(mediaTypeOf('a.md', text, 'text/html')).toBe('text/html');
  expect(() => mediaTypeOf('a.rtf', text, 'text/rtf')).toThrow('media type "text/rtf" is not supported');
});
