import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltinModels, openBuiltinModels } from '../../../src/adapters/builtin-models/builtin-models.js';
import { packageRoot } from '../../../src/compiled-file.js';
import type { Reader } from '../../../src/ports/reader.js';
import { embedderContract } from '../../contracts/embedder-contract.js';
import { readerContract } from '../../contracts/reader-contract.js';
import { answerOverlap } from '../../fakes/answer-overlap.js';

/** Readings are not kept unless asked for: the tests want them made. */
async function openReader(keptReadings = 0): Promise<BuiltinModels & { reader: Reader; close: () => Promise<void> }> {
  const { embedder, reader, tokenCounter, readerCache } = await openBuiltinModels({
    reader: true,
    workers: 2,
    keptReadings,
  });
  if (!reader) throw new Error('asked for a reader and got none');
  return { embedder, reader, tokenCounter, readerCache, close: () => embedder.close() };
}

embedderContract('openBuiltinModels() with a reader', async () => (await openReader()).embedder);
readerContract('openBuiltinModels()', () => openReader());

describe('openBuiltinModels()', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaoju-reader-'));
    await cp(join(packageRoot, 'models', 'reader'), folder, { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('refuses an altered reader, names it, and goes on without when not asked for it', async () => {
    const path = join(folder, 'model.onnx');
    const bytes = await readFile(path);
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const { 'model.onnx': listed } = JSON.parse(await readFile(join(folder, 'hashes.json'), 'utf8'));
    await expect(openBuiltinModels({ reader: true, readerFolder: folder })).rejects.toMatchObject({
      code: 'model_file_invalid',
      facts: { path, expected: listed.sha256 },
    });
    await rm(path);
    await expect(openBuiltinModels({ reader: true, readerFolder: folder })).rejects.toThrow(/it is missing/);
    const { embedder, reader } = await openBuiltinModels({ reader: false, readerFolder: folder, workers: 1 });
    expect(reader).toBeNull();
    await embedder.close();
  });
});

describe('the built-in reader', () => {
  let models: Awaited<ReturnType<typeof openReader>>;
  beforeAll(async () => {
    models = await openReader();
  });
  afterAll(() => models.close());

  it('keeps readings of the same question and passage, in the order asked for', async () => {
    const keeping = await openReader(10);
    const question = { text: '谁批准请假？' };
    const passages = ['请假\n请假由直属主管批准。', '食堂\n食堂十一点开门，周末不开门，节假日另行通知。', ''];
    const first = await keeping.reader.read(question, passages);
    expect(first).toEqual(await models.reader.read(question, passages));
    const again = await keeping.reader.read(question, [...passages].reverse());
    expect(again).toEqual([...first].reverse());
    const elsewhere = await keeping.reader.read({ text: '食堂几点开门？' }, passages.slice(1, 2));
    expect(elsewhere).not.toEqual(first.slice(1, 2));
    const { hits, misses, remembered, passages: kept, sizeBytes } = keeping.readerCache();
    expect({ hits, misses, remembered, kept }).toEqual({ hits: 1, misses: 3, remembered: 3, kept: 3 });
    expect(sizeBytes).toBeGreaterThan(828);
    await keeping.close();
  });

  it("reads with the states of the question's own embedding as it reads without", async () => {
    const text = '谁批准请假？';
    const passages = ['请假\n请假由直属主管批准。'];
    const { states } = await models.embedder.embedQuery(text);
    expect(states).toBeDefined();
    expect(await models.reader.read({ text, states }, passages)).toEqual(await models.reader.read({ text }, passages));
  });

  it('gives the embedder the same vectors as without a reader', async () => {
    const without = await openBuiltinModels({ reader: false, workers: 1 });
    const question = await without.embedder.embedQuery('谁批准请假？');
    await without.embedder.close();
    expect((await models.embedder.embedQuery('谁批准请假？')).vector).toEqual(question.vector);
    expect(models.embedder.recipe).toBe(without.embedder.recipe);
  });

  const data = join(packageRoot, '..', 'shared', 'data', 'retrieval');
  // Skips where the data is not beside the repository; its name says so in the report.
  it.skipIf(!existsSync(data)).each([
    ['zh', 0.6],
    ['en', 0.6],
  ])('finds the gold answers of ../shared/data/retrieval/%s (mean overlap at least %d)', async (language, least) => {
    const { mean, questions } = await answerOverlap(models, join(data, language), 24);
    expect(questions).toBe(24);
    expect(mean).toBeGreaterThan(least);
  });
});
