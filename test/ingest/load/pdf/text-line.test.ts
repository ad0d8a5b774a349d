import { describe, expect, test } from 'vitest';
import { fontFromName } from '../../../../ingest/load/pdf/font.js';
import type { Span, Stroke } from '../../../../ingest/load/pdf/page-content.js';
import { textLines } from '../../../../ingest/load/pdf/text-line.js';

/** A run of text at 10 points on the baseline 100, 5 points a letter, unless said otherwise. */
function span(text: string, left: number, more: Partial<Span> = {}): Span {
  const size = more.size ?? 10;
  const right = left + text.length * size * 0.5;
  return {
    text,
    left,
    right,
    baseline: 100,
    size,
    font: fontFromName(''),
    angle: 0,
    tag: null,
    artifact: false,
    ...more,
  };
}

const textsOf = (spans: readonly Span[], strokes: readonly Stroke[] = []): string[] =>
  textLines({ number: 1, width: 595, height: 842, spans, strokes }).map((line) => line.text);

describe('textLines() keeps together what is set off the baseline', () => {
  test('a superscript and a subscript one over the other, and the words after them', () => {
    const spans = [
      span('a training set D', 50),
      span('train', 130, { size: 7, baseline: 96.4 }),
      span('vul', 130, { size: 7, baseline: 102.8 }),
      span('and only keep these', 152),
    ];
    expect(textsOf(spans)).toEqual(['a training set Dtrainvul and only keep these']);
  });

  test('numbers raised and lowered as characters that say so', () => {
    expect(
      textsOf([
        span('at most 2', 50),
        span('63', 95, { size: 6, baseline: 96 }),
        span('-1 of CO', 102),
        span('2', 142, { size: 6, baseline: 102 }),
      ]),
    ).toEqual(['at most 2⁶³-1 of CO₂']);
  });

  test('but leaves the numerator of a fraction, and numbers of the text’s own size', () => {
    expect(textsOf([span('No. 6 up to', 50), span('1', 108, { size: 6, baseline: 96 }), span('⁄4 inch', 111)])).toEqual(
      ['No. 6 up to 1⁄4 inch'],
    );
    expect(textsOf([span('see 12', 50), span('34', 82, { baseline: 98 })])).toEqual(['see 1234']);
  });
});

test('textLines() puts an accent that was drawn over a letter onto it, inside a word too', () => {
  const spans = [
    span('L. Sch', 50),
    span(' ', 80, { right: 80.7 }),
    span('¨', 80.7, { right: 83.5 }),
    span('onherr', 80),
  ];
  expect(textsOf(spans)).toEqual(['L. Schönherr']);
  expect(textsOf([span('Tram', 50), span('`', 70.5, { right: 73.5 }), span('er', 70)])).toEqual(['Tramèr']);
});

test('textLines() reads on over the edges of a highlighted word, and stops at the border of a cell', () => {
  const edge = (x: number): Stroke => ({ left: x, right: x, top: 90, bottom: 104 });
  expect(textsOf([span('in its', 50), span('completion', 83), span('c', 136)], [edge(82), edge(134)])).toEqual([
    'in its completion c',
  ]);
  expect(textsOf([span('Region', 50), span('Sales', 86)], [edge(83)])).toEqual(['Region', 'Sales']);
});

test('textLines() takes two blanks after a sentence in a typewriter face for no column', () => {
  const mono = { font: fontFromName('Courier') };
  const spans = [
    span('Plains.', 50, { ...mono, right: 92 }),
    span('  ', 92, { ...mono, right: 104 }),
    span('From east', 104, mono),
  ];
  expect(textsOf(spans)).toEqual(['Plains. From east']);
});

test('textLines() reads a line of Hebrew from the right, and the number in it from the left', () => {
  const spans = [span('.7', 50, { right: 60 }), span('לפי סעיף', 63), span('15', 106), span('חופשה של', 119)];
  expect(textsOf(spans)).toEqual(['חופשה של 15 לפי סעיף 7.']);
});
