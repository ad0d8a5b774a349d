import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEvaluationPorts } from '../evaluation-ports.js';
import { createSetCollection } from '../set-collection.js';
import type { CheckSet } from './check-item.js';
import { barredKinds, corruptedSets, reportedKinds } from './corruptions.js';
import { loadFactcheckSets } from './factcheck-sets.js';
import { paraphraseSet } from './paraphrase-set.js';
import { withQueryCache } from './query-cache.js';
import { calibrationTranslations, removedSet } from './removed.js';
import { reportFactcheck, reportKeywords, reportShares, worstMisses } from './report-check.js';
import { type CheckedItem, checkItems } from './run-items.js';
import { loadSourcePassages, sourceSentences } from './source-sentences.js';
import { translationSet } from './translations.js';

// npm run eval:check -- DATA_FOLDER [CACHE_FOLDER] [ONLY] [DUMP_FILE]: the check on labelled sets, corrupted sentences, paraphrases and
// translations. ONLY, part of the names of the sets wanted; DUMP_FILE, where each item's outcome goes as JSON lines.
const [dataFolder, cacheFolder = null, only = '', dump] = process.argv.slice(2);
if (dataFolder === undefined || !existsSync(join(dataFolder, 'factcheck'))) {
  process.stderr.write('Say where the evaluation data is: npm run eval:check -- ../shared/data\n');
  process.exit(2);
}
const seed = 20_261_124;

const folder = cacheFolder === '' ? null : cacheFolder;
const opened = await openEvaluationPorts(folder);
const ports = folder === null ? opened : { ...opened, embedder: withQueryCache(opened.embedder, folder) };
const print = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);
const everything: { set: string; checked: CheckedItem }[] = [];
const run = async (set: CheckSet, collection: Parameters<typeof checkItems>[2] = null) => {
  const checked = await checkItems(ports, set.items, collection);
  everything.push(...checked.map((one) => ({ set: set.name, checked: one })));
  return checked;
};
try {
  for (const set of loadFactcheckSets(dataFolder).filter(({ name }) => name.includes(only))) {
    const checked = await run(set);
    print(reportFactcheck(set.name, checked));
    if (set.name === 'zh_uhgeval') print(reportKeywords(checked));
  }
  if ('paraphrases'.includes(only)) {
    print(reportShares('paraphrases rejected (at most .10)', await run(paraphraseSet()), 'rejected', ['zh', 'en']));
  }
  if ('translations'.includes(only)) {
    const translations = await run(translationSet(dataFolder, seed));
    print(reportShares('translations rejected (at most .25)', translations, 'rejected', ['zh in en', 'en in zh']));
  }
  if ('removed'.includes(only)) {
    const removed = await run(removedSet(dataFolder, seed, 75));
    print(reportShares('sentences whose evidence is taken out, that pass', removed, 'passed', ['zh', 'en']));
  }
  if (only === 'fit')
    print(reportFactcheck('calibration translations', await run(calibrationTranslations(dataFolder, seed, 160))));
  if ('corrupted'.includes(only)) {
    const passages = loadSourcePassages(dataFolder, seed);
    const { corrupted, unchanged } = corruptedSets(sourceSentences(passages, seed), seed);
    const set = { name: 'sources', passages: passages.map(({ passage }) => passage), questions: [] };
    const started = performance.now();
    const collection = await createSetCollection(ports, 'sources', set);
    print([`${passages.length} sections ingested in ${((performance.now() - started) / 1000).toFixed(0)} s`]);
    const checked = await run(corrupted, collection);
    print(reportShares('corrupted sentences that pass (at most .05)', checked, 'passed', barredKinds));
    print(reportShares('reported only: that pass', checked, 'passed', reportedKinds));
    print(
      reportShares('the same sentences unchanged, rejected', await run(unchanged, collection), 'rejected', [
        ...barredKinds,
        ...reportedKinds,
      ]),
    );
  }
  print(worstMisses(everything, 10));
  if (dump) writeFileSync(dump, everything.map((one) => JSON.stringify(toDump(one))).join('\n'));
} finally {
  await ports.close();
}

function toDump({ set, checked }: { set: string; checked: CheckedItem }) {
  const { item, verdict, claims, overlap } = checked;
  const { id, group, supported, kind, claim } = item;
  const seen = claims.map(({ claim: { text, weight }, matches }, index) => ({
    text,
    weight,
    label: verdict.claims[index]?.label,
    reason: verdict.claims[index]?.reason,
    matches: matches.map(({ features, likelihood, support, aboutness, conflicts, silent, core, isCross }) => ({
      features,
      likelihood,
      support,
      aboutness,
      isCross,
      core: core.text,
      conflicts: conflicts.map(({ kind: name, claim: span }) => [name, text.slice(span.start, span.end)]),
      silent: silent.map(({ kind: name, claim: span }) => [name, text.slice(span.start, span.end)]),
    })),
  }));
  return {
    set,
    id,
    group,
    supported,
    kind,
    claim,
    score: verdict.score,
    passed: verdict.passed,
    overlap,
    claims: seen,
  };
}
