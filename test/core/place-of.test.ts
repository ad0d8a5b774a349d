import { describe, expect, test } from 'vitest';
import { placeOf } from '../../src/core/place-of.js';
import type { Section } from '../../src/core/section.js';

// Source, from line 10 at offset 100: `# T\n` `keep one\n` `<b>` `keep two` `</b>\n`; cleaning left the tags out.
const section: Section = {
  id: 's',
  documentId: 'd',
  headingPath: ['T'],
  ordinal: 0,
  position: 0,
  text: '# T\nkeep one\nkeep two\n',
  bodyStart: 4,
  place: { unit: 'line', start: 10, end: 12, startOffset: 100, endOffset: 129 },
  spans: [
    { textStart: 0, sourceStart: 100, length: 13 },
    { textStart: 13, sourceStart: 116, length: 8 },
    { textStart: 21, sourceStart: 128, length: 1 },
  ],
  unitStarts: [100, 104, 113],
};

describe('placeOf()', () => {
  test('gives a slice its own lines and offsets in the source', () => {
    const start = section.text.indexOf('keep two');
    expect(placeOf(section, start, start + 8)).toEqual({
      unit: 'line',
      start: 12,
      end: 12,
      startOffset: 116,
      endOffset: 124,
    });
  });

  test('spans lines', () => {
    expect(placeOf(section, 4, 21)).toMatchObject({ start: 11, end: 12, startOffset: 104, endOffset: 124 });
  });

  test('stays where it is for an empty slice', () => {
    expect(placeOf(section, 4, 4)).toMatchObject({ start: 11, end: 11, startOffset: 104, endOffset: 104 });
  });
});
