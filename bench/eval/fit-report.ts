import { readerFeatures, recipeFreeFeatures, retrievalFeatures } from '../../src/answer/feature-names.js';
import {
  areaUnderCurve,
  expectedCalibrationError,
  gateFigures,
  type Outcome,
} from '../../src/core/calibration-metrics.js';
import { crossFittedOutcomes, type FitOptions, fitCalibration, outcomeOf } from '../../src/core/fit-calibration.js';
import { showShare } from '../../src/core/metrics/mean-by-group.js';
import type { LabelledRow } from './labelled-questions.js';

/** The gate that the figures are about. */
const threshold = 0.75;

/** What each group of features buys: one row of the ablation table a name. */
const ablations: readonly (readonly [string, (name: string) => boolean])[] = [
  ['words only', (name) => recipeFreeFeatures.includes(name) && !name.includes('dense')],
  ['cosines only', (name) => /dense|cosine|cross_language/.test(name)],
  ['both legs', (name) => retrievalFeatures.includes(name)],
  ['reader only', (name) => readerFeatures.includes(name) && !retrievalFeatures.includes(name)],
  ['all but alignment', (name) => !name.includes('alignment')],
  ['all', () => true],
];

/** Lines of text: cross-fitted figures of labelled rows by set and size, by group of features, and carried over. */
export function fitReport(rows: readonly LabelledRow[], options: FitOptions): string[] {
  const outcomes = crossFittedOutcomes(rows, options);
  const named = rows.map(({ set, kind, size }, index) => ({ set, kind, size, outcome: outcomes[index] ?? nothing }));
  const sets = [...new Set(rows.map(({ set }) => set))];
  const own = named.filter(({ kind }) => kind !== 'stranger');
  const strangers = named.filter(({ kind }) => kind === 'stranger');
  return [
    ...sets.map((set) =>
      line(
        set,
        own.filter((item) => item.set === set).map((item) => item.outcome),
      ),
    ),
    line(
      'all',
      own.map((item) => item.outcome),
    ),
    ...['adversarial', 'gold-removed'].map((kind) =>
      line(
        kind,
        own.filter((item) => item.kind === kind).map((item) => item.outcome),
      ),
    ),
    `strangers: ${strangers.length}, at ${threshold} let through ${shareAbove(strangers, threshold)}, above .1 ${shareAbove(strangers, 0.1)}; of at most 15 documents ${shareAbove(
      strangers.filter(({ size }) => size <= 15),
      0.1,
    )}`,
    ...ablations.flatMap(([name, isIn]) => {
      const features = options.features.filter(isIn);
      return features.length > 0
        ? [line(`features: ${name}`, crossFittedOutcomes(rows, { ...options, features }))]
        : [];
    }),
    ...carriedOver(rows, options),
  ];
}

const nothing: Outcome = { confidence: 0, right: false, answerable: false };

/** Fitted without one family of sets, asked about it. */
function carriedOver(rows: readonly LabelledRow[], options: FitOptions): string[] {
  const families = { zh: /^zh$|^zh simplified|^zh_squad2$/, en: /^en$/, xling: /question, /, manuals: /^manuals/ };
  return Object.entries(families).map(([name, pattern]) => {
    const fit = fitCalibration(
      rows.filter(({ set }) => !pattern.test(set)),
      options,
    );
    const left = rows.filter(({ set, kind }) => pattern.test(set) && kind !== 'stranger');
    return line(
      `fitted without ${name}`,
      left.map((row) => outcomeOf(row, fit)),
    );
  });
}

function line(name: string, outcomes: readonly Outcome[]): string {
  const { precision, kept, letThrough } = gateFigures(outcomes, threshold);
  const auroc = areaUnderCurve(outcomes, ({ answerable }) => answerable);
  return `${name.padEnd(28)} ${String(outcomes.length).padStart(5)}  precision ${showShare(precision)}  kept ${showShare(kept)}  let through ${showShare(letThrough)}  ECE ${showShare(expectedCalibrationError(outcomes))}  AUROC answerable ${showShare(auroc)}`;
}

function shareAbove(items: readonly { readonly outcome: Outcome }[], bar: number): string {
  return showShare(items.filter(({ outcome }) => outcome.confidence >= bar).length / items.length);
}
