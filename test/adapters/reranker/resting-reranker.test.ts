import { beforeEach, expect, test } from 'vitest';
import { restingReranker } from '../../../src/adapters/reranker/resting-reranker.js';
import { KnowledgeBaseError } from '../../../src/core/errors.js';
import type { Reranker } from '../../../src/ports/reranker.js';

const down = new KnowledgeBaseError('model_unavailable', 'Cannot get rerank scores: it is down; start it');
let now: number;
let failure: unknown;
let asked: number;
let reranker: Reranker;

beforeEach(() => {
  now = 0;
  failure = null;
  asked = 0;
  const inner: Reranker = {
    recipe: 'r',
    rerank: async (_, passages) => {
      asked += 1;
      if (failure) throw failure;
      return passages.map(() => 1);
    },
    close: async () => {},
  };
  reranker = restingReranker(inner, { restMs: 1000, clock: () => now });
});

const ask = (signal?: AbortSignal) => reranker.rerank({ text: 'q' }, ['p'], { signal });

test('restingReranker() asks nobody for a while after a failure, and says why', async () => {
  failure = down;
  await expect(ask()).rejects.toBe(down);
  failure = null;
  now = 999;
  await expect(ask()).rejects.toBe(down);
  expect(asked).toBe(1);
});

test('restingReranker() asks again afterwards, and goes on when that succeeds', async () => {
  failure = down;
  await expect(ask()).rejects.toBe(down);
  failure = null;
  now = 1000;
  expect(await ask()).toEqual([1]);
  expect(await ask()).toEqual([1]);
  expect(asked).toBe(3);
});

test('restingReranker() takes an abort for the wish of the caller', async () => {
  const controller = new AbortController();
  failure = down;
  controller.abort();
  await expect(ask(controller.signal)).rejects.toBe(down);
  failure = null;
  expect(await ask()).toEqual([1]);
});
