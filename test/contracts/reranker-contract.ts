import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reranker } from '../../src/ports/reranker.js';

const question = { text: '公司是哪一年成立的？' };
const passages = [
  '门禁\n访客须在前台登记并领取临时卡。',
  '历史\n公司成立于一九九八年，那一年是在杭州成立的。',
  '差旅\n火车票在行程结束后三十天内报销。',
];

/** What every `Reranker` promises. */
export function rerankerContract(name: string, open: () => Promise<Reranker>): void {
  describe(`${name} as a Reranker`, () => {
    let reranker: Reranker;
    beforeAll(async () => {
      reranker = await open();
    });
    afterAll(() => reranker.close());

    it('gives one finite score per passage, in order, highest where the answer stands', async () => {
      const scores = await reranker.rerank(question, passages);
      expect(scores).toHaveLength(passages.length);
      expect(scores.every(Number.isFinite)).toBe(true);
      expect(scores.indexOf(Math.max(...scores))).toBe(1);
    });

    it('gives a passage the same score wherever it stands', async () => {
      const scores = await reranker.rerank(question, passages);
      expect(await reranker.rerank(question, [...passages].reverse())).toEqual([...scores].reverse());
    });

    it('gives nothing for no passages, and a score for a blank one', async () => {
      expect(await reranker.rerank(question, [])).toEqual([]);
      const [blank] = await reranker.rerank(question, ['']);
      expect(Number.isFinite(blank)).toBe(true);
    });

    it('takes a question and a passage of thousands of characters', async () => {
      const [score] = await reranker.rerank({ text: '年假有几天？'.repeat(800) }, ['年假有十五天。'.repeat(800)]);
      expect(Number.isFinite(score)).toBe(true);
    });

    it('rejects with the reason of an aborted signal', async () => {
      const signal = AbortSignal.abort(new Error('too late'));
      await expect(reranker.rerank(question, passages, { signal })).rejects.toThrow('too late');
    });

    it('has a recipe that stays', async () => {
      const again = await open();
      expect(again.recipe).toBe(reranker.recipe);
      await again.close();
    });
  });
}
