// One life of a knowledge base: takes up the jobs a former life left, says when all are over, then changes documents in every way
// there is, and builds the collection anew beside that, until it is killed. Says on stdout what it begins and what was acknowledged.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { changesOf, ended } from './changes.mjs';
import { hashEmbedder } from './hash-embedder.mjs';

const [dist, dataDir, seedText] = process.argv.slice(2);
const { openKnowledgeBase } = await import(new URL('src/index.js', dist).href);
const { openSqliteCatalog } = await import(new URL('src/adapters/sqlite/sqlite-catalog.js', dist).href);

// Neighbouring seeds would begin alike.
let state = createHash('sha256').update(seedText).digest().readUInt32LE();
function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const say = (word, facts) => process.stdout.write(`${JSON.stringify({ word, ...facts })}\n`);

function fail(error) {
  say('violation', { message: error.stack ?? String(error) });
  process.exit(1);
}

/** Those of the vectors that the collection has. */
async function dimensionsInUse() {
  const path = join(dataDir, 'kaoju.sqlite');
  if (!existsSync(path)) return 32;
  const catalog = openSqliteCatalog(path);
  const [row] = catalog.storage.all(`SELECT dimensions FROM collections WHERE name = 'docs'`);
  await catalog.close();
  return row?.dimensions ?? 32;
}

/** Says of every building that has failed why; being cancelled, or overtaken by a new one, is no failure. */
async function watchRebuilding() {
  for (let told = null; ; await wait(20)) {
    const { problem, action } = await knowledgeBase.reindex.status('docs');
    if (problem !== null && problem.message !== told) say('violation', { message: `${action}: ${problem.message}` });
    told = problem?.message ?? null;
  }
}

const inUse = await dimensionsInUse();
// One life in six comes with the other encoder, as after a change of configuration.
const chosen = random(6) === 0 ? 56 - inUse : inUse;
const former = { embedder: hashEmbedder(56 - chosen), reader: null };
const knowledgeBase = await openKnowledgeBase(
  { dataDir, logLevel: 'silent' },
  { embedder: hashEmbedder(chosen), reader: null, former },
);
if ((await knowledgeBase.listCollections()).length === 0) await knowledgeBase.putCollection('docs');
for (;;) {
  const { items } = await knowledgeBase.jobs.listJobs({ limit: 1000 });
  if (items.every(({ finishedAt }) => finishedAt !== null)) break;
  await wait(20);
}
// Bytes that nobody needs are swept in the background after a start.
await wait(100);
say('drained', {});
for await (const command of createInterface({ input: process.stdin })) {
  if (command === 'rebuild') {
    await knowledgeBase.reindex.start('docs');
    const { state: end, problem } = await ended(knowledgeBase);
    say('rebuilt', { state: end, problem });
  } else break;
}
watchRebuilding().catch(fail);
const changes = changesOf(knowledgeBase, random, say);
for (;;) {
  const dice = random(24);
  try {
    if (dice < 9) await changes.batch();
    else if (dice < 14) await changes.put();
    else if (dice < 17) await changes.remove();
    else if (dice < 19) await changes.cancelOrRetry();
    else if (dice < 20) await changes.search();
    else await changes.rebuild();
  } catch (error) {
    fail(error);
  }
}
