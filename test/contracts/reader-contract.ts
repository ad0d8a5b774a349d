import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reader } from '../../src/ports/reader.js';

const passages = [
  '门禁\n访客须在前台登记并领取临时卡。',
  'History\nThe company was founded in 1998 by Li Wei in Hangzhou. It moved its headquarters to Shanghai in 2005 and employs about 3,000 people in twelve countries.',
  'Travel\nTrain tickets are refunded within thirty days of the journey.',
];

/** What every `Reader` promises. `open` gives a fresh one and how to end it. */
export function readerContract(
  name: string,
  open: () => Promise<{ reader: Reader; close: () => Promise<void> }>,
): void {
  describe(`${name} as a Reader`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    it('gives one reading per passage, in order, highest where the answer stands', async () => {
      const readings = await opened.reader.read({ text: '公司是哪一年成立的？' }, passages);
      expect(readings).toHaveLength(3);
      const logits = readings.map(({ answerLogit }) => answerLogit);
      expect(logits.indexOf(Math.max(...logits))).toBe(1);
    });

    it('marks the words that answer', async () => {
      const [, reading] = await opened.reader.read({ text: '公司是哪一年成立的？' }, passages);
      expect(passages[1]?.slice(reading?.span?.start, reading?.span?.end)).toBe('1998');
      expect(reading?.span?.score).toBeGreaterThan(0);
    });

    it('reads the same again bit for bit: alone, in a list, and when the passage was read before', async () => {
      const question = { text: 'Where do visitors register?' };
      const [alone] = await opened.reader.read(question, passages.slice(2));
      const inList = await opened.reader.read(question, [...passages].reverse());
      expect(inList[0]).toEqual(alone);
      expect(await opened.reader.read(question, passages.slice(2))).toEqual([alone]);
    });

    it('has a finite reading without a span for a blank passage or question', async () => {
      const [blank] = await opened.reader.read({ text: 'Where?' }, ['']);
      const readings = await opened.reader.read({ text: ' \n' }, passages);
      for (const reading of [blank, ...readings]) {
        expect(reading?.span).toBeNull();
        expect(Number.isFinite(reading?.answerLogit)).toBe(true);
      }
    });

    it('gives nothing for no passages', async () => {
      expect(await opened.reader.read({ text: 'Where?' }, [])).toEqual([]);
    });

    it('reads a question of thousands of characters and a passage longer than the encoder reads', async () => {
      const long = { text: '年假有几天？'.repeat(800) };
      const [reading] = await opened.reader.read(long, [`${'无关的话。'.repeat(400)}年假有十五天。`]);
      expect(Number.isFinite(reading?.answerLogit)).toBe(true);
    });

    it('rejects with the reason of an aborted signal', async () => {
      const signal = AbortSignal.abort(new Error('too late'));
      await expect(opened.reader.read({ text: 'q' }, passages, { signal })).rejects.toThrow('too late');
    });
  });
}
