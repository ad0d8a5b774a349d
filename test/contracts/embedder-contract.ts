import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Embedder } from '../../src/ports/embedder.js';

const texts = [
  '第一章\n员工每年享有十五天年假。',
  'Annual leave\nEvery employee has fifteen days of annual leave a year.',
  '',
  '1 2 3',
];

/** What every `Embedder` promises. `open` gives a fresh one each time; the suite closes it. */
export function embedderContract(name: string, open: () => Promise<Embedder>): void {
  describe(`${name} as an Embedder`, () => {
    let embedder: Embedder;
    beforeAll(async () => {
      embedder = await open();
    });
    afterAll(() => embedder.close());

    it('has a recipe, dimensions and a longest text', () => {
      expect(embedder.recipe).toMatch(/^[\w.:-]{8,}$/);
      expect(embedder.dimensions).toBeGreaterThan(0);
      expect(embedder.maxTokens).toBeGreaterThan(0);
    });

    it('gives unit vectors of its dimensions, in the order of the texts', async () => {
      const encodings = await embedder.embedPassages(texts);
      expect(encodings).toHaveLength(texts.length);
      for (const { vector } of [...encodings, await embedder.embedQuery('多少天年假？')]) {
        expect(vector).toHaveLength(embedder.dimensions);
        expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
      }
      const [second] = await embedder.embedPassages(texts.slice(1, 2));
      expect(second?.vector).toEqual(encodings[1]?.vector);
    });

    it('gives a text the same vector bit for bit: alone, in a list, and while others are encoded', async () => {
      const [alone] = await embedder.embedPassages([texts[0] ?? '']);
      const [others, inList] = await Promise.all([
        embedder.embedPassages(Array.from({ length: 6 }, (_, number) => `${number} `.repeat(20 * number + 1))),
        embedder.embedPassages([...texts].reverse()),
      ]);
      expect(others).toHaveLength(6);
      expect(inList.at(-1)?.vector).toEqual(alone?.vector);
    });

    it('gives a question the same vector again', async () => {
      const first = await embedder.embedQuery('How many days?');
      expect((await embedder.embedQuery('How many days?')).vector).toEqual(first.vector);
    });

    it('says that a text was longer than it reads', async () => {
      const [short, long] = await embedder.embedPassages(['年假', '年假制度。'.repeat(embedder.maxTokens)]);
      expect(short?.truncated).toBe(false);
      expect(long?.truncated).toBe(true);
    });

    it('gives nothing for no texts', async () => {
      expect(await embedder.embedPassages([])).toEqual([]);
    });

    it('rejects with the reason of a signal that is aborted already', async () => {
      const signal = AbortSignal.abort(new Error('changed my mind'));
      await expect(embedder.embedQuery('q', { signal })).rejects.toThrow('changed my mind');
      await expect(embedder.embedPassages(['p'], { signal })).rejects.toThrow('changed my mind');
    });

    it('rejects with the reason of a signal that aborts while texts wait, and goes on after', async () => {
      const abort = new AbortController();
      const many = embedder.embedPassages(
        Array.from({ length: 50 }, (_, number) => `${number} `.repeat(200)),
        { signal: abort.signal },
      );
      abort.abort(new Error('stop the ingest'));
      await expect(many).rejects.toThrow('stop the ingest');
      expect(await embedder.embedPassages(['p'])).toHaveLength(1);
    });

    it('rejects with embedder_unavailable once closed', async () => {
      const closed = await open();
      await closed.close();
      await expect(closed.embedPassages(['p'])).rejects.toMatchObject({ code: 'embedder_unavailable' });
      await expect(closed.embedQuery('q')).rejects.toMatchObject({ code: 'embedder_unavailable' });
    });
  });
}
