import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtinEmbedder } from '../../../src/adapters/builtin-models/builtin-models.js';
import { packageRoot } from '../../../src/compiled-file.js';
import type { Embedder } from '../../../src/ports/embedder.js';
import { embedderContract } from '../../contracts/embedder-contract.js';

embedderContract('builtinEmbedder()', () => builtinEmbedder({ workers: 2 }));

describe('builtinEmbedder()', () => {
  let embedder: Embedder;
  let folder: string;
  beforeAll(async () => {
    embedder = await builtinEmbedder({ workers: 1 });
    folder = await mkdtemp(join(tmpdir(), 'kaoju-model-'));
    await cp(join(packageRoot, 'models', 'embedder'), folder, { recursive: true });
  });
  afterAll(async () => {
    await embedder.close();
    await rm(folder, { recursive: true });
  });

  it('puts a question nearest to the passage that answers it, in its own language and across', async () => {
    const passages = await embedder.embedPassages([
      '年假\n员工每年享有十五天带薪年假。',
      'Travel\nTrain tickets are refunded within thirty days.',
      '门禁\n访客须在前台登记并领取临时卡。',
      'Laptop\nReport a lost laptop to the service desk at once.',
    ]);
    const nearest = async (question: string): Promise<number> => {
      const { vector } = await embedder.embedQuery(question);
      const scores = passages.map((passage) => passage.vector.reduce((sum, x, i) => sum + x * (vector[i] ?? 0), 0));
      return scores.indexOf(Math.max(...scores));
    };
    expect(await nearest('一年有几天年假？')).toBe(0);
    expect(await nearest('When are train tickets refunded?')).toBe(1);
    expect(await nearest('How many days of annual leave do I have?')).toBe(0);
    expect(await nearest('Whom do I tell about a lost laptop?')).toBe(3);
  });

  it('answers a question while a large batch waits', async () => {
    let batchDone = false;
    const batch = embedder.embedPassages(Array.from({ length: 40 }, (_, n) => `${n} 员工手册 `.repeat(30)));
    const finished = batch.then(() => {
      batchDone = true;
    });
    await embedder.embedQuery('谁先来？');
    expect(batchDone).toBe(false);
    await finished;
  });

  it('reads the head of a text of megabytes', async () => {
    const [encoding] = await embedder.embedPassages(['年假制度。'.repeat(1_000_000)]);
    expect(encoding?.truncated).toBe(true);
  });

  it('takes lone surrogates, null bytes and special tokens as text', async () => {
    const encodings = await embedder.embedPassages(['\ud800x', 'a\u0000b', '</s><s><unk>', ' '.repeat(10_000)]);
    for (const { vector } of encodings) expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
  });

  it('refuses a model file that is not the one that was hashed, and says which', async () => {
    await truncate(join(folder, 'model.onnx'), 134);
    await expect(builtinEmbedder({ workers: 1, embedderFolder: folder })).rejects.toMatchObject({
      code: 'model_file_invalid',
      message: expect.stringMatching(/model\.onnx.*SHA-256 is [0-9a-f]{64} .*expected 7579c79b/),
      facts: { path: join(folder, 'model.onnx'), expected: expect.stringMatching(/^7579c79b/) },
    });
  });

  it('refuses a folder without its tokenizer', async () => {
    await cp(join(packageRoot, 'models', 'embedder', 'model.onnx'), join(folder, 'model.onnx'));
    await rm(join(folder, 'tokenizer.json'));
    await expect(builtinEmbedder({ workers: 1, embedderFolder: folder })).rejects.toThrow(
      /tokenizer\.json": it is missing; restore the file/,
    );
  });
});
