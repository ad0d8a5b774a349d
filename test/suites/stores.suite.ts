import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openKnowledgeBase } from '../../src/compose.js';
import type { IndexChoice } from '../../src/config.js';
import type { Reply } from '../../src/core/reply.js';
import { startQdrantServer } from '../fakes/qdrant/qdrant-server.js';

// The same documents and questions on both stores: 200 questions of the evaluation set, half Chinese, half English.
// With QDRANT_URL on that server, else on the fake, which scores exactly.

const data = '../shared/data/retrieval/xling';
const present = existsSync(data);
if (!present) console.warn(`\n  SKIPPED: ${data} is not here, so the two stores were not compared.\n`);

interface XlingQuestion {
  readonly question_en: string;
  readonly question_zh: string;
}

function readRows<Row>(name: string): Row[] {
  const lines = readFileSync(join(data, name), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
}

test.skipIf(!present)('both stores give the same cited answers to 200 questions', async () => {
  const passages = readRows<{ id: string; title: string; text: string }>('passages.jsonl');
  const rows = readRows<XlingQuestion>('questions.jsonl').slice(0, 100);
  const questions = rows.flatMap(({ question_en, question_zh }) => [question_en, question_zh]);
  const fake = process.env.QDRANT_URL === undefined ? await startQdrantServer() : null;
  const placement = { shards: null, replicationFactor: null, writeConsistencyFactor: null };
  const url = fake?.url ?? process.env.QDRANT_URL ?? '';
  const prefix = `kaoju-test-${Date.now()}`;
  const qdrant: IndexChoice = { kind: 'qdrant', url, key: process.env.QDRANT_API_KEY ?? null, prefix, ...placement };
  const embedded = await askAll({ kind: 'embedded' }, passages, questions);
  const remote = await askAll(qdrant, passages, questions);
  await fake?.close();

  let same = 0;
  let overlap = 0;
  for (const [at, reply] of embedded.entries()) {
    const other = remote[at];
    const [mine, theirs] = [essence(reply), other && essence(other)];
    if (JSON.stringify(mine) === JSON.stringify(theirs)) same += 1;
    else
      console.warn(
        `differs: ${reply.question}\n  embedded ${JSON.stringify(mine)}\n  qdrant   ${JSON.stringify(theirs)}`,
      );
    const ids = new Set(reply.passages.map(({ sectionId }) => sectionId));
    overlap += (other?.passages.filter(({ sectionId }) => ids.has(sectionId)).length ?? 0) / Math.max(1, ids.size);
  }
  const where = fake ? 'the fake server' : url;
  console.warn(
    `${same} of ${questions.length} replies the same on ${where}; top 10 overlap ${(overlap / questions.length).toFixed(4)}`,
  );
  expect(overlap / questions.length).toBeGreaterThanOrEqual(0.95);
  expect(same).toBe(questions.length);
});

async function askAll(
  index: IndexChoice,
  passages: readonly { id: string; title: string; text: string }[],
  questions: readonly string[],
): Promise<Reply[]> {
  const folder = await mkdtemp(join(tmpdir(), 'kaoju-stores-'));
  const knowledgeBase = await openKnowledgeBase({ dataDir: folder, index });
  await knowledgeBase.putCollection('set');
  for (const { id, title, text } of passages) {
    await knowledgeBase.putDocument('set', { id: `${id}.md`, bytes: Buffer.from(`# ${title}\n\n${text}\n`) });
  }
  const replies: Reply[] = [];
  for (const question of questions) replies.push(await knowledgeBase.query('set', question, { topK: 10 }));
  await knowledgeBase.deleteCollection('set');
  await knowledgeBase.close();
  await rm(folder, { recursive: true, force: true });
  return replies;
}

function essence({ answer, route, confidence, citations }: Reply) {
  return {
    answer,
    route,
    confidence: confidence.toFixed(3),
    citations: citations.map(({ sectionId, quote }) => [sectionId, quote]),
  };
}
