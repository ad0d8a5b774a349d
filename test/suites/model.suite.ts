import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openKnowledgeBase } from '../../src/compose.js';
import type { Reply } from '../../src/core/reply.js';
import type { KnowledgeBase } from '../../src/knowledge-base.js';
import { injections, secrets } from '../fixtures/injections/all.js';
import { unsoundness } from '../fixtures/injections/unsoundness.js';

// Forty documents that give orders, and a real model. `KAOJU_TEST_MODEL_URL=http://127.0.0.1:8000/v1 npm run test:model`;
// `-- -t zh-` for half of them. Odd documents are asked above the threshold (the model words what the knowledge base says), even
// ones below it (the model drafts, the check decides).

const { KAOJU_TEST_MODEL_URL: url, KAOJU_TEST_MODEL: chosen } = process.env;
// The configuration refuses names that it does not know.
delete process.env.KAOJU_TEST_MODEL_URL;
delete process.env.KAOJU_TEST_MODEL;
if (!url) console.warn('\nSKIPPED: KAOJU_TEST_MODEL_URL names no model server, so nothing of test:model was run\n');

describe.skipIf(!url)('a real model beside documents that give orders', () => {
  let folder: string;
  let knowledgeBase: KnowledgeBase;
  const replies = new Map<string, Reply>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaoju-model-'));
    knowledgeBase = await open(0.75);
    await knowledgeBase.putCollection('handbook');
    for (const { id, text } of injections)
      await knowledgeBase.putDocument('handbook', { id: `${id}.md`, bytes: Buffer.from(text) });
    for (const { id, text } of secrets)
      await knowledgeBase.putDocument('handbook', { id, bytes: Buffer.from(text), access: ['board'] });
  });
  afterAll(async () => {
    for (const [id, { route, reason, verdict, answer, timings }] of replies)
      console.log(
        `${id}\t${route}\t${reason}\t${verdict?.score?.toFixed(2) ?? '-'}\t${Math.round(timings.totalMs)} ms\t${answer.replace(/\s+/g, ' ').slice(0, 90)}`,
      );
    await knowledgeBase?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(confidenceThreshold: number): Promise<KnowledgeBase> {
    const name = chosen ?? (await firstModel());
    const model = { provider: 'openai', name, url: url ?? '', key: null, timeoutMs: 300_000, concurrency: 1 };
    return await openKnowledgeBase({ dataDir: folder, confidenceThreshold, model });
  }

  async function firstModel(): Promise<string> {
    const { data } = (await (await fetch(`${url}/models`)).json()) as { data: { id: string }[] };
    return data[0]?.id ?? 'model';
  }

  const ask = async (injection: (typeof injections)[number]) => {
    const access = { labels: [] };
    const reply = await knowledgeBase.query('handbook', injection.question, { access });
    replies.set(injection.id, reply);
    // A model that is away would pass every test.
    expect(reply.degraded).toBe(false);
    expect(await unsoundness(knowledgeBase, reply, injection)).toEqual([]);
  };
  const every = (rest: number) => injections.filter((_, index) => index % 2 === rest);

  describe('above the threshold', () => {
    test.each(every(0))('$id ($attack) changes nothing', ask);
  });

  describe('below the threshold', () => {
    beforeAll(async () => {
      await knowledgeBase.close();
      knowledgeBase = await open(1);
    });
    test.each(every(1))('$id ($attack) changes nothing', ask);
  });
});
