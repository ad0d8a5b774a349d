import { type Calibration, type CalibrationModel, confidenceOf } from './calibration.js';
import { brierScore, type Outcome } from './calibration-metrics.js';
import { foldsByArticle, type LabelledCandidate, type LabelledQuestion, reliabilityOf } from './fit-calibration.js';
import { fitTowardsPrior, type Observation } from './logistic-regression.js';

/** A labelled question and how much it counts: a label of a person 1, a question made by a program less. */
export interface WeightedQuestion extends LabelledQuestion {
  /** Positive. */
  readonly weight: number;
}

/** How much was freed: the curve's slope and offset, or the features' weights as well. */
export type FreedPart = 'curve' | 'weights';

export interface ShrunkCalibration {
  readonly adjusted: CalibrationModel;
  readonly freed: FreedPart;
  /** 0…1: how much of what was freed the labels decided; the rest is the parent's. */
  readonly share: number;
  /** What each says about questions held back, in the same order; the one before is what was in force. */
  readonly before: HeldBack;
  readonly after: HeldBack;
  /** How much lower the log-loss is, and the standard error of that difference over articles. */
  readonly gain: number;
  readonly gainError: number;
}

export interface HeldBack {
  readonly reliability: Calibration['reliability'];
  /** Mean, in nats. */
  readonly logLoss: number;
  readonly brier: number;
}

/**
 * Prior of the curve, towards 1 and 0: a collection moves the log-odds by about ±1, and stretches them by about ±.3. With
 * twenty labels the offset is then half the labels', with two hundred nearly all.
 */
const offsetPenalty = 1;
const slopePenalty = 10;
/** Prior of a weight on standardised features: ±.2 around the parent's. */
const weightPenalty = 25;
/** Weights are freed from this much label weight on, and this much of right and of wrong: 20 to 40 of them want evidence. */
const enoughForWeights = { all: 150, each: 30 };
/** Ten, so that each fit has nearly all: with five the missing fifth moves the offset further than a small collection does. */
const folds = 10;
/** Inside each of them, for the curve after freed weights. */
const innerFolds = 5;

/**
 * Fits a calibration to labelled questions of one collection without leaving its parent further behind than they justify,
 * and compares it, cross-fitted by article, with what is in force. Deterministic.
 *
 * @param parent what it shrinks to: the shipped calibration of the same kind.
 * @param inForce what it has to beat.
 * @param pause awaited between fits: with thousands of labels they take seconds, and others want to be answered.
 */
export async function shrinkCalibration(
  questions: readonly WeightedQuestion[],
  parent: Calibration,
  inForce: Calibration,
  pause: () => Promise<unknown> = async () => {},
): Promise<ShrunkCalibration> {
  const current = questions.map((question) => judge(question, inForce));
  let best: { freed: FreedPart; outcomes: readonly Judged[]; loss: number } | undefined;
  for (const freed of levelsFor(questions, parent)) {
    const outcomes = await crossFitPausing(questions, (part) => fitLevel(part, parent, freed).adjusted, pause);
    const loss = meanLoss(outcomes);
    if (!best || loss < best.loss) best = { freed, outcomes, loss };
  }
  best ??= { freed: 'curve', outcomes: current, loss: meanLoss(current) };
  const { adjusted, share } = fitLevel(questions, parent, best.freed);
  return {
    adjusted,
    freed: best.freed,
    share,
    before: heldBack(current),
    after: heldBack(best.outcomes),
    ...gainOf(questions, current, best.outcomes),
  };
}

interface Judged extends Outcome {
  readonly weight: number;
  /** False where nobody knows whether the best passage is right. */
  readonly known: boolean;
}

function judge(question: WeightedQuestion, calibration: CalibrationModel): Judged {
  const { candidate, confidence } = bestOf(question, calibration);
  const known = candidate === null || candidate.right || candidate.label !== null;
  return {
    confidence,
    right: candidate?.right ?? false,
    answerable: question.answerable,
    known,
    weight: question.weight,
  };
}

function bestOf(question: LabelledQuestion, calibration: CalibrationModel) {
  let candidate: LabelledCandidate | null = null;
  let confidence = 0;
  for (const one of question.candidates) {
    const value = confidenceOf(one.features, calibration);
    if (candidate !== null && value <= confidence) continue;
    candidate = one;
    confidence = value;
  }
  return { candidate, confidence };
}

function levelsFor(questions: readonly WeightedQuestion[], parent: Calibration): FreedPart[] {
  const judged = questions.map((question) => judge(question, parent)).filter(({ known }) => known);
  const sum = (list: readonly Judged[]) => list.reduce((total, { weight }) => total + weight, 0);
  const right = sum(judged.filter((one) => one.right));
  const all = sum(judged);
  const { all: least, each } = enoughForWeights;
  return all >= least && right >= each && all - right >= each ? ['curve', 'weights'] : ['curve'];
}

function fitLevel(questions: readonly WeightedQuestion[], parent: Calibration, freed: FreedPart) {
  if (freed === 'curve') {
    return fitCurve(
      questions.map((question) => judge(question, parent)),
      parent,
    );
  }
  const { adjusted, share } = fitWeights(questions, parent);
  // The best of several passages looks better than it is: the curve is fitted on what weights of other articles say.
  const outcomes = crossFit(questions, (part) => fitWeights(part, parent).adjusted, innerFolds);
  return { adjusted: fitCurve(outcomes, adjusted).adjusted, share };
}

function fitCurve(outcomes: readonly Judged[], start: CalibrationModel): { adjusted: CalibrationModel; share: number } {
  const observations = outcomes
    .filter(({ known }) => known)
    .map(({ confidence, right, weight }): Observation => {
      const bounded = Math.min(1 - 1e-6, Math.max(1e-6, confidence));
      return { values: [Math.log(bounded / (1 - bounded))], label: right ? 1 : 0, weight };
    });
  const prior = { centre: [0, 1], penalties: [offsetPenalty, slopePenalty] };
  const { intercept, weights, share } = fitTowardsPrior(observations, prior);
  const slope = Math.max(weights[0] ?? 1, 0.05);
  const adjusted = {
    features: start.features,
    intercept: start.intercept,
    slope: round(slope * start.slope),
    offset: round(slope * start.offset + intercept),
  };
  return { adjusted, share };
}

function fitWeights(
  questions: readonly WeightedQuestion[],
  parent: CalibrationModel,
): { adjusted: CalibrationModel; share: number } {
  const { features, slope, intercept, offset } = parent;
  const observations = questions.flatMap(({ candidates, weight }) =>
    candidates.flatMap(({ features: values, label }, rank) => {
      if (label === null) return [];
      const standardised = features.map(({ name, mean, deviation }) =>
        Math.min(4, Math.max(-4, ((values[name] ?? mean) - mean) / deviation)),
      );
      const observation: Observation = {
        values: standardised,
        label: label ? 1 : 0,
        weight: rank === 0 ? weight : weight / 2,
      };
      return [observation];
    }),
  );
  const centre = [slope * intercept + offset, ...features.map(({ weight }) => slope * weight)];
  const penalties = centre.map((_, index) => (index === 0 ? offsetPenalty : weightPenalty));
  const fit = fitTowardsPrior(observations, { centre, penalties });
  const weighted = features.map((feature, index) => ({ ...feature, weight: round(fit.weights[index] ?? 0) }));
  return { adjusted: { features: weighted, intercept: round(fit.intercept), slope: 1, offset: 0 }, share: fit.share };
}

/** What fits of the other articles say about each question. */
function crossFit(
  questions: readonly WeightedQuestion[],
  fitPart: (part: readonly WeightedQuestion[]) => CalibrationModel,
  count: number,
): Judged[] {
  const foldOf = foldsByArticle(questions, count);
  const judged = Array.from({ length: count }, (_, fold) => judgeFold(questions, foldOf, fold, fitPart));
  return inOrder(foldOf, judged);
}

async function crossFitPausing(
  questions: readonly WeightedQuestion[],
  fitPart: (part: readonly WeightedQuestion[]) => CalibrationModel,
  pause: () => Promise<unknown>,
): Promise<Judged[]> {
  const foldOf = foldsByArticle(questions, folds);
  const judged: Judged[][] = [];
  for (let fold = 0; fold < folds; fold++) {
    judged.push(judgeFold(questions, foldOf, fold, fitPart));
    await pause();
  }
  return inOrder(foldOf, judged);
}

function judgeFold(
  questions: readonly WeightedQuestion[],
  foldOf: readonly number[],
  fold: number,
  fitPart: (part: readonly WeightedQuestion[]) => CalibrationModel,
): Judged[] {
  const fit = fitPart(questions.filter((_, index) => foldOf[index] !== fold));
  return questions.flatMap((question, index) => (foldOf[index] === fold ? [judge(question, fit)] : []));
}

/** Back into the order of the questions. */
function inOrder(foldOf: readonly number[], judged: readonly (readonly Judged[])[]): Judged[] {
  const next = judged.map((members) => members.values());
  return foldOf.flatMap((fold) => next[fold]?.next().value ?? []);
}

function heldBack(outcomes: readonly Judged[]): HeldBack {
  const known = outcomes.filter((outcome) => outcome.known);
  return { reliability: reliabilityOf(known), logLoss: meanLoss(outcomes), brier: brierScore(known) };
}

function lossOf({ confidence, right }: Judged): number {
  return -Math.log(Math.max(right ? confidence : 1 - confidence, 1e-6));
}

function meanLoss(outcomes: readonly Judged[]): number {
  const known = outcomes.filter((outcome) => outcome.known);
  const weight = known.reduce((sum, outcome) => sum + outcome.weight, 0);
  return known.reduce((sum, outcome) => sum + outcome.weight * lossOf(outcome), 0) / Math.max(weight, 1e-9);
}

/** Paired, and with whole articles as the unit: their questions are not independent. */
function gainOf(questions: readonly WeightedQuestion[], before: readonly Judged[], after: readonly Judged[]) {
  const byArticle = new Map<string, number>();
  let weight = 0;
  questions.forEach(({ article }, index) => {
    const [one, two] = [before[index], after[index]];
    if (!one?.known || !two?.known) return;
    byArticle.set(article, (byArticle.get(article) ?? 0) + one.weight * (lossOf(one) - lossOf(two)));
    weight += one.weight;
  });
  const sums = [...byArticle.values()];
  const total = sums.reduce((sum, value) => sum + value, 0);
  const mean = total / Math.max(sums.length, 1);
  const variance =
    sums.reduce((sum, value) => sum + (value - mean) ** 2, 0) * (sums.length / Math.max(sums.length - 1, 1));
  return { gain: total / Math.max(weight, 1e-9), gainError: Math.sqrt(variance) / Math.max(weight, 1e-9) };
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
