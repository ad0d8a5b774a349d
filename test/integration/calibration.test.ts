import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBuiltinModels } from '../../src/adapters/builtin-models/builtin-models.js';
import { openKnowledgeBase } from '../../src/compose.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import type { KnowledgeBase } from '../../src/knowledge-base.js';

// A collection's calibration in the whole service: from the shipped one to its own and back, and one that was edited.

let folder: string;
let knowledgeBase: KnowledgeBase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-calibration-'));
  knowledgeBase = await openKnowledgeBase({ dataDir: folder });
  await knowledgeBase.putCollection('handbook');
  const put = (id: string, text: string) => knowledgeBase.putDocument('handbook', { id, bytes: Buffer.from(text) });
  await put(
    'leave.md',
    '# 休假制度\n\n## 年假\n\n入职满一年的员工每年享有十五天年假。\n\n## 病假\n\n病假需提供医院证明。\n',
  );
  await put('travel.md', '# Travel\n\n## Taxi\n\nTaxi rides are refunded up to 50 euros a day.\n');
});
afterAll(async () => {
  await knowledgeBase?.close();
  await rm(folder, { recursive: true, force: true });
});

test('goes on without a reader that cannot be loaded, with the calibration fitted without it, and says so', async () => {
  const problem = new KnowledgeBaseError('model_file_invalid', 'Cannot load model file "reader"; restore the file');
  const models = { ...(await openBuiltinModels({ reader: false, workers: 1 })), problem };
  const own = await mkdtemp(join(tmpdir(), 'kaoju-no-reader-'));
  const without = await openKnowledgeBase({ dataDir: own }, models);
  await without.putCollection('notes');
  await without.putDocument('notes', { id: 'a.md', bytes: Buffer.from('# Taxi\n\nTaxi rides cost 50 euros a day.\n') });
  const reply = await without.query('notes', 'How much do taxi rides cost a day?');
  const { calibration } = await without.getCalibration('notes');
  expect(calibration.kind).toBe('no_reader');
  expect(reply).toMatchObject({ route: 'knowledge_base', degraded: true, calibration: { id: calibration.id } });
  expect(await without.health()).toEqual([expect.objectContaining({ code: 'model_file_invalid', blocking: false })]);
  await without.close();
  await rm(own, { recursive: true, force: true });
});

const labels = [
  { question: '入职满一年每年有几天年假？', expected: [{ document_id: 'leave.md', heading: '年假' }], kind: 'faq' },
  { question: '请病假要交什么？', expected: [{ document_id: 'leave.md', heading: '病假' }] },
  { question: 'Up to how much are taxi rides refunded?', answers: ['50 euros'] },
  { question: '哪一年发现了海王星？', answerable: false },
];

test('evaluates labelled questions with the calibration that is in force', async () => {
  const { calibration } = await knowledgeBase.getCalibration('handbook');
  const run = await knowledgeBase.evaluate('handbook', labels);
  expect(run.calibration).toEqual({ id: calibration.id, provisional: false });
  expect(run.questions.map(({ right, ranks }) => ({ right, ranks }))).toEqual([
    { right: true, ranks: [1] },
    { right: true, ranks: [1] },
    { right: true, ranks: [] },
    { right: false, ranks: [] },
  ]);
  expect((await knowledgeBase.evaluate('handbook', labels, { checkOnly: true })).questions).toEqual([]);
});

test('says that so few questions are too few, and that there is nothing to roll back', async () => {
  const tooFew = knowledgeBase.calibrate('handbook', { labels, probes: false });
  await expect(tooFew).rejects.toMatchObject({ code: 'too_few_labels' });
  const back = knowledgeBase.rollBackCalibration('handbook');
  await expect(back).rejects.toMatchObject({ code: 'invalid_request', message: expect.stringContaining('shipped') });
});

test('goes on with the shipped calibration when the stored one was edited, and says so everywhere', async () => {
  const { calibration: shipped } = await knowledgeBase.getCalibration('handbook');
  const database = new DatabaseSync(join(folder, 'kaoju.sqlite'));
  database
    .prepare(
      "INSERT INTO calibrations (collection_key, id, content, hash, created_at) SELECT key, 'mine', '{}', 'x', '' FROM collections",
    )
    .run();
  database.close();
  const report = await knowledgeBase.getCalibration('handbook');
  expect(report).toMatchObject({ origin: 'shipped', calibration: { id: shipped.id }, previousId: shipped.id });
  expect(report.refused).toMatchObject({ code: 'calibration_invalid', message: expect.stringContaining('"mine"') });
  const reply = await knowledgeBase.query('handbook', '入职满一年每年有几天年假？');
  expect(reply).toMatchObject({ degraded: true, calibration: { id: shipped.id } });
  expect(await knowledgeBase.health()).toContainEqual(
    expect.objectContaining({ code: 'calibration_invalid', blocking: false }),
  );
  expect(await knowledgeBase.rollBackCalibration('handbook')).toMatchObject({ origin: 'shipped', refused: null });
  expect((await knowledgeBase.query('handbook', '入职满一年每年有几天年假？')).degraded).toBe(false);
});
