import { expect, test } from 'vitest';
import { fontFromName } from '../../../../ingest/load/pdf/font.js';
import { readableLines, textLayerOf } from '../../../../ingest/load/pdf/text-layer.js';
import type { TextLine } from '../../../../ingest/load/pdf/text-line.js';

const layerOf = (...texts: readonly string[]) =>
  textLayerOf({ number: 1, width: 595, height: 842, lines: texts.map((text) => ({ text }) as TextLine) });

test('textLayerOf() finds ordinary text good, few words sparse, and no words none', () => {
  expect(layerOf('The safe is open. In it, you see a keychain,', 'a statue and a watch. '.repeat(5))).toBe('good');
  expect(layerOf('员工应当在出差结束后三十天内提交报销单，逾期不予受理。'.repeat(6))).toBe('good');
  expect(layerOf('這是一份關於電腦軟體授權的說明，請您在使用之前詳細閱讀。'.repeat(6))).toBe('good');
  expect(layerOf('Très précisément, l’été où l’œuvre fut créée, à Évian. '.repeat(4))).toBe('good');
  expect(layerOf('Chapter 3', 'Scanned by the archive')).toBe('sparse');
  expect(layerOf()).toBe('none');
});

test('textLayerOf() finds text garbled whose fonts hide which characters they draw', () => {
  const plain = 'a statue and a watch.';
  expect(
    layerOf(plain, '7KHVDIHLVRSHQ,QLW\\\\RXVHHDNH\\\\FKDLQDVWDWXHDQGD', '\uE001\uE002\uE003\uE004\uE005\uE006'),
  ).toBe('garbled');
  expect(layerOf('ÖÐ»ªÈËÃñ¹²ºÍ¹úÃñ·¨µä£¨²Ý°¸£©µÚÒ»±à×ÜÔò'.repeat(2))).toBe('garbled');
  expect(layerOf('\u0003\u0011\u0014\u0015\u0003\u0012\u0017'.repeat(8))).toBe('garbled');
  expect(layerOf('嚙踐瞎蕭豬嚙踝蕭嚙磊嚙踝蕭鞈箄疏瘙'.repeat(6))).toBe('garbled');
});

test('readableLines() leaves out every word of a font whose text is garbled, however short, and keeps other fonts', () => {
  const line = (text: string, family: string): TextLine =>
    ({ text, style: { ...fontFromName(''), family } }) as TextLine;
  const words = ['7KHVDIHLVRSHQ,QLW\\RXVHHDNH\\FKDLQDVWDWXHDQGD', '$FW', '2EV'].map((text) => line(text, 'Figure'));
  const text = line('The safe is open. In it, you see a keychain, a statue and a watch.', 'Times');
  expect(readableLines({ number: 1, width: 595, height: 842, lines: [...words, text] })).toEqual([text]);
});
