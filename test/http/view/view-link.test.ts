import { describe, expect, test } from 'vitest';
import { readerOfLink, signViewLink, type ViewLinkQuery } from '../../../src/http/view/view-link.js';

const secret = Buffer.alloc(32, 7);
const document = { collection: 'handbook', documentId: 'a/休假.md' };
const target = { ...document, revision: '0123456789abcdef', sectionId: 'section-1', at: '5-9' };
const readers = [null, [], ['hr'], ['hr', 'legal']];

const queryOf = (labels: readonly string[] | null, expires = 1000): ViewLinkQuery =>
  Object.fromEntries(new URLSearchParams(signViewLink(secret, target, labels, expires)));

describe('readerOfLink()', () => {
  test('knows each reader by the link made for it', () => {
    for (const labels of readers)
      expect(readerOfLink(secret, document, queryOf(labels), readers, 999)).toEqual({ state: 'valid', labels });
  });

  test('does not care in which order labels stand', () => {
    expect(readerOfLink(secret, document, queryOf(['legal', 'hr']), readers, 0).state).toBe('valid');
  });

  test('refuses a link with anything changed, added or taken away', () => {
    const query = queryOf(['hr']);
    const changes: ViewLinkQuery[] = [
      { section: 'section-2' },
      { at: '5-10' },
      { rev: '0123456789abcdee' },
      { exp: '2000' },
      { exp: '1000.0' },
      { sig: `${query.sig?.slice(0, -2)}AA` },
      { sig: '' },
      { sig: '长' },
    ];
    for (const change of changes)
      expect(readerOfLink(secret, document, { ...query, ...change }, readers, 0).state, JSON.stringify(change)).toBe(
        'invalid',
      );
    const { at: _at, ...withoutPlace } = query;
    expect(readerOfLink(secret, document, withoutPlace, readers, 0).state).toBe('invalid');
    for (const other of [
      { ...document, documentId: 'b.md' },
      { ...document, collection: 'handbook2' },
    ])
      expect(readerOfLink(secret, other, query, readers, 0).state).toBe('invalid');
    expect(readerOfLink(Buffer.alloc(32, 8), document, query, readers, 0).state).toBe('invalid');
  });

  test('says expired only of a link that was true', () => {
    expect(readerOfLink(secret, document, queryOf([]), readers, 1000).state).toBe('expired');
    expect(readerOfLink(secret, document, { ...queryOf([]), exp: '1' }, readers, 1000).state).toBe('invalid');
  });

  test('ends with the last key that has the labels', () => {
    expect(readerOfLink(secret, document, queryOf(['hr']), [null, []], 0).state).toBe('invalid');
  });
});

describe('signViewLink()', () => {
  test('names no label and no key', () => {
    expect(signViewLink(secret, target, ['layoffs-2026'], 1000)).not.toContain('layoffs');
  });
});
