import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKnowledgeBase } from '../src/compose.js';
import { KnowledgeBaseError } from '../src/core/errors.js';
import type { KnowledgeBase } from '../src/knowledge-base.js';
import { hashingEmbedder } from './hashing-embedder.js';
import { mutate, randomFrom } from './mutate-bytes.js';

// npm run fuzz:pdf -- DIR RUNS [SEED]: mutated copies of the PDFs of a folder through the whole service.

/** Ids in use: mutants replace one another, so that an old revision is there to be kept. */
const ids = 12;
const limitMs = 60_000;
const collection = 'fuzz';

const [folder, runs = '2000', seed = '1'] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: npm run fuzz:pdf -- DIR RUNS [SEED]');
const originals = readdirSync(folder)
  .filter((name) => name.endsWith('.pdf'))
  .map((name) => readFileSync(join(folder, name)))
  .filter((bytes) => bytes.length < 3_000_000);
if (originals.length === 0) console.log(`fuzz:pdf skipped: there are no PDFs of at most 3 MB in ${folder}`);
else process.exitCode = await fuzz(originals, Number(runs), Number(seed));

async function fuzz(originals: readonly Buffer[], runs: number, seed: number): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kaoju-fuzz-'));
  const models = { embedder: hashingEmbedder(), reader: null };
  const knowledgeBase = await openKnowledgeBase({ dataDir, ocr: process.argv.includes('--ocr') }, models);
  const random = randomFrom(seed);
  const outcomes = new Map<string, number>();
  const problems: string[] = [];
  let slowestMs = 0;
  let done = 0;
  let stopped = false;
  process.once('SIGTERM', () => {
    stopped = true;
  });
  try {
    await knowledgeBase.putCollection(collection);
    for (let run = 0; run < runs && !stopped; run += 1) {
      done = run + 1;
      const original = originals[Math.floor(random() * originals.length)];
      if (original === undefined) continue;
      const start = performance.now();
      const { outcome, problem } = await ingestMutant(
        knowledgeBase,
        `mutant-${run % ids}.pdf`,
        mutate(original, random),
      );
      const elapsedMs = performance.now() - start;
      slowestMs = Math.max(slowestMs, elapsedMs);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (problem !== null) problems.push(`run ${run}: ${problem}`);
      if (elapsedMs > limitMs) problems.push(`run ${run}: took ${Math.round(elapsedMs)} ms`);
      if (run % 50 === 49) console.error(`${run + 1} runs, ${problems.length} problems`);
    }
    const sound = await ingestMutant(knowledgeBase, 'sound.pdf', originals[0] ?? Buffer.of());
    if (sound.outcome !== 'read') problems.push(`a sound PDF is not read after the mutants: ${sound.outcome}`);
  } finally {
    await knowledgeBase.close();
    rmSync(dataDir, { recursive: true });
  }
  console.log(`${done} mutants of ${originals.length} PDFs, seed ${seed}; slowest ${Math.round(slowestMs)} ms`);
  for (const [outcome, count] of [...outcomes].sort((a, b) => b[1] - a[1])) console.log(`  ${count} ${outcome}`);
  for (const problem of problems) console.log(`  PROBLEM ${problem}`);
  return problems.length === 0 ? 0 : 1;
}

/** Ingests one mutant and looks whether what is published is whole: all of the new revision, or all of the old one. */
async function ingestMutant(
  knowledgeBase: KnowledgeBase,
  id: string,
  bytes: Uint8Array,
): Promise<{ readonly outcome: string; readonly problem: string | null }> {
  const before = await stateOf(knowledgeBase, id);
  try {
    const { document } = await knowledgeBase.putDocument(collection, { id, bytes });
    const after = await stateOf(knowledgeBase, id);
    const whole = after.revision === document.revision && after.sections === document.sectionCount;
    return {
      outcome: 'read',
      problem: whole ? null : `published ${JSON.stringify(after)} of ${document.sectionCount}`,
    };
  } catch (error) {
    if (!(error instanceof KnowledgeBaseError)) throw error;
    const after = await stateOf(knowledgeBase, id);
    const kept = JSON.stringify(after) === JSON.stringify(before);
    const bug = error.code === 'internal_error' || error.code === 'invariant_broken' ? error.message : null;
    return { outcome: error.code, problem: kept ? bug : `a failure changed what is published: ${error.message}` };
  }
}

async function stateOf(knowledgeBase: KnowledgeBase, id: string) {
  try {
    const { revision } = await knowledgeBase.getDocument(collection, id);
    const { items } = await knowledgeBase.listSections(collection, id, { limit: 1000 });
    return { revision, sections: items.length };
  } catch (error) {
    if (error instanceof KnowledgeBaseError && error.code === 'document_not_found')
      return { revision: null, sections: 0 };
    throw error;
  }
}
