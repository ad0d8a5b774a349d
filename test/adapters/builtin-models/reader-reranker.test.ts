import { expect, it } from 'vitest';
import { openBuiltinModels } from '../../../src/adapters/builtin-models/builtin-models.js';
import { readerReranker } from '../../../src/adapters/builtin-models/reader-reranker.js';
import type { ReaderQuestion } from '../../../src/ports/reader.js';
import { rerankerContract } from '../../contracts/reranker-contract.js';

rerankerContract('readerReranker() on the built-in reader', async () => {
  const { reader, embedder } = await openBuiltinModels({ reader: true, workers: 1 });
  if (!reader) throw new Error('The reader was asked for and is not there');
  return readerReranker(reader, () => embedder.close());
});

it("readerReranker() leaves out a question's states, which another encoder may have made", async () => {
  const asked: ReaderQuestion[] = [];
  const reader = {
    recipe: 'r',
    read: async (question: ReaderQuestion) => {
      asked.push(question);
      return [];
    },
  };
  const states = { tokenIds: new Int32Array(1), states: new Float32Array(1) };
  await readerReranker(reader, async () => {}).rerank({ text: 'q', states }, ['p']);
  expect(asked).toEqual([{ text: 'q' }]);
});
