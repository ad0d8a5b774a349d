import type { Features } from '../../../src/core/confidence.js';
import { sha256 } from '../../../src/core/identity.js';
import { fitLogisticRegression } from '../../../src/core/logistic-regression.js';
import { openEvaluationPorts } from '../evaluation-ports.js';
import type { CheckSet } from './check-item.js';
import { loadFactcheckSets } from './factcheck-sets.js';
import { paraphraseSet } from './paraphrase-set.js';
import { withQueryCache } from './query-cache.js';
import { calibrationTranslations, removedSet } from './removed.js';
import { checkItems } from './run-items.js';

// node dist/bench/eval/check/fit.js DATA_FOLDER [CACHE_FOLDER]: prints the weights of src/answer/check/support.ts, fitted on the
// first halves (by article) of the sets that may be fitted on. Sets marked NC are left out.
const [dataFolder, cacheFolder] = process.argv.slice(2);
if (dataFolder === undefined) {
  process.stderr.write('Say where the evaluation data is: node dist/bench/eval/check/fit.js ../shared/data\n');
  process.exit(2);
}
const seed = 20_261_124;
const fitted = new Set(['en_wice', 'en_halueval_qa', 'zh_uhgeval']);
/** How much a set counts, its supported and its other claims alike: paraphrases and real pages are what the check is for. */
const setWeights: Readonly<Record<string, number>> = {
  paraphrases: 2,
  removed: 1.5,
  en_wice: 1.5,
  en_halueval_qa: 0.5,
  zh_uhgeval: 0.4,
};

interface Row {
  readonly set: string;
  readonly label: 0 | 1;
  readonly features: Features;
}

const opened = await openEvaluationPorts(cacheFolder ?? null);
const embedder = cacheFolder === undefined ? opened.embedder : withQueryCache(opened.embedder, cacheFolder);
try {
  const sets: CheckSet[] = [
    ...loadFactcheckSets(dataFolder).filter(({ name }) => fitted.has(name)),
    paraphraseSet(),
    removedSet(dataFolder, seed, 75),
    calibrationTranslations(dataFolder, seed, 160),
  ];
  for (const reader of [opened.reader, null]) {
    const rows: Row[] = [];
    for (const set of sets) rows.push(...(await rowsOf(set, reader)));
    const likeness = reader ? 'alignment' : 'cosine';
    const same = rows.filter(({ features }) => !features.cross);
    const across = rows.filter(({ features }) => features.cross);
    show(`one language, ${likeness}`, ['joined', 'order', 'reverse', likeness, 'short', 'short_gap'], same);
    show(`across, ${likeness}`, reader ? ['cross_cosine', 'cross_alignment'] : ['cross_cosine'], across);
  }
} finally {
  await opened.close();
}

/** The likeliest match of each claim that no veto touches. */
async function rowsOf(set: CheckSet, reader: typeof opened.reader): Promise<Row[]> {
  const isFirst = ({ group }: { group: string }) => Number.parseInt(sha256(group).slice(0, 2), 16) % 2 === 0;
  const items = set.name.startsWith('calibration') ? set.items : set.items.filter(isFirst);
  const checked = await checkItems({ ...opened, embedder, reader }, items, null);
  return checked.flatMap(({ item, claims }) =>
    claims.flatMap(({ matches }): Row[] => {
      const best = [...matches].sort((left, right) => right.likelihood - left.likelihood)[0];
      if (!best || best.conflicts.length + best.silent.length > 0) return [];
      return [{ set: set.name, label: item.supported ? 1 : 0, features: best.features }];
    }),
  );
}

function show(title: string, names: readonly string[], rows: readonly Row[]): void {
  const counts = new Map<string, number>();
  const keyOf = ({ set, label }: Row) => `${set} ${label}`;
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  const columns = names.map((name) => rows.map(({ features }) => features[name] ?? 0));
  const scales = columns.map((column) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length) || 1;
    return { mean, deviation };
  });
  const observations = rows.map((row, index) => ({
    values: columns.map(
      (column, at) => ((column[index] ?? 0) - (scales[at]?.mean ?? 0)) / (scales[at]?.deviation ?? 1),
    ),
    label: row.label,
    weight: (100 * (setWeights[row.set] ?? 1)) / (counts.get(keyOf(row)) ?? 1),
  }));
  const model = fitLogisticRegression(observations, 1);
  const weights = model.weights.map((weight, at) => weight / (scales[at]?.deviation ?? 1));
  const intercept = weights.reduce((sum, weight, at) => sum - weight * (scales[at]?.mean ?? 0), model.intercept);
  const list = names.map((name, at) => `${name} ${weights[at]?.toFixed(2)}`).join(', ');
  process.stdout.write(`${title}: ${rows.length} claims, intercept ${intercept.toFixed(2)}, ${list}\n`);
}
