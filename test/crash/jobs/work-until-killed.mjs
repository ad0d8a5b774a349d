// One life of a knowledge base: takes up the jobs a former life left, says when all are over, then changes documents in every way
// there is until it is killed. Says on stdout what it begins and what was acknowledged.
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

const [dist, dataDir, seedText] = process.argv.slice(2);
const { openKnowledgeBase } = await import(new URL('src/index.js', dist).href);

let state = Number(seedText) >>> 0;
function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const say = (word, facts) => process.stdout.write(`${JSON.stringify({ word, ...facts })}\n`);

/** Vectors by hash, slow enough to be killed in between. */
const embedder = {
  recipe: 'crash-1',
  dimensions: 32,
  maxTokens: 512,
  async embedQuery(question) {
    return { vector: vectorOf(question) };
  },
  async embedPassages(texts, { signal } = {}) {
    await wait(1 + (texts.length % 5));
    signal?.throwIfAborted();
    return texts.map((text) => ({ vector: vectorOf(text), truncated: false }));
  },
  async close() {},
};

function vectorOf(text) {
  const bytes = createHash('sha256').update(text).digest();
  const vector = Float32Array.from(bytes, (byte) => byte / 127.5 - 1);
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

/** One in three sections changes from edition to edition; now and then two documents have the same bytes. */
function textOf(id) {
  const name = random(6) === 0 ? 'shared' : id;
  const edition = random(name === 'shared' ? 3 : 1_000_000);
  const sections = Array.from({ length: 1 + random(8) }, (_, index) => {
    const changing = index % 3 === 0 ? ` Edition ${edition}.` : '';
    return `## Section ${index}\n\nThis is section ${index} of ${name}.${changing}\n`;
  });
  return Buffer.from(`# ${name}\n\n${sections.join('\n')}`);
}

const revisionOf = (bytes) => createHash('sha256').update(bytes).digest('hex');
const randomId = () => `source/document-${random(16)}.md`;

async function batch(knowledgeBase) {
  const opened = await knowledgeBase.jobs.openBatch({ collection: 'docs', caller: 'crash' });
  try {
    const documents = {};
    for (let count = 1 + random(8); count > 0; count--) {
      const id = randomId();
      if (id in documents) continue;
      const bytes = textOf(id);
      documents[id] = revisionOf(bytes);
      await opened.add({ id, mediaType: 'text/markdown' }, bytes);
    }
    // Everything of the source that is not in the batch goes: the heaviest change there is.
    const prune = random(12) === 0;
    const key = `key-${random(1e9)}`;
    say('begin', { kind: 'job', key, documents, prune });
    const { job } = await opened.finish({ idempotencyKey: key, ...(prune && { prune: ['source'], yes: true }) });
    say('done', { kind: 'job', key, job: job.id });
  } finally {
    await opened.discard();
  }
}

async function put(knowledgeBase) {
  const id = randomId();
  const bytes = textOf(id);
  say('begin', { kind: 'put', id, revision: revisionOf(bytes) });
  await knowledgeBase.putDocument('docs', { id, bytes, mediaType: 'text/markdown' });
  say('done', { kind: 'put', id, revision: revisionOf(bytes) });
}

async function remove(knowledgeBase) {
  const id = randomId();
  say('begin', { kind: 'delete', id });
  const proof = await knowledgeBase.deleteDocument('docs', id).catch((error) => {
    if (error.code === 'document_not_found') return null;
    throw error;
  });
  if (proof && proof.sectionsRemaining + proof.pointsRemaining + proof.bytesRemaining > 0)
    say('violation', { message: `deleting ${id} left ${JSON.stringify(proof)}` });
  say('done', { kind: 'delete', id });
}

async function change(knowledgeBase) {
  const { items } = await knowledgeBase.jobs.listJobs({ limit: 3 });
  const job = items[random(3)];
  if (!job) return;
  if (random(2) === 0) await knowledgeBase.jobs.cancelJob(job.id);
  // What was cancelled and is retried comes after what was acknowledged since; the ledger alone knows the order then.
  else if (job.state !== 'cancelling') await knowledgeBase.jobs.retryJob(job.id).catch(() => {});
}

const knowledgeBase = await openKnowledgeBase({ dataDir, logLevel: 'silent' }, { embedder, reader: null });
await knowledgeBase.putCollection('docs');
for (;;) {
  const { items } = await knowledgeBase.jobs.listJobs({ limit: 1000 });
  if (items.every(({ finishedAt }) => finishedAt !== null)) break;
  await wait(20);
}
// Bytes that nobody needs are swept in the background after a start.
await wait(100);
say('drained', {});
await new Promise((resolve) => createInterface({ input: process.stdin }).once('line', resolve));
for (;;) {
  const dice = random(20);
  try {
    if (dice < 9) await batch(knowledgeBase);
    else if (dice < 14) await put(knowledgeBase);
    else if (dice < 17) await remove(knowledgeBase);
    else if (dice < 19) await change(knowledgeBase);
    else await knowledgeBase.search('docs', `section ${random(9)}`);
  } catch (error) {
    say('violation', { message: error.stack ?? String(error) });
    process.exit(1);
  }
}
