import { setImmediate } from 'node:timers/promises';
import type { AnswerPorts } from '../answer/answer-ports.js';
import { type Calibration, calibrationId } from '../core/calibration.js';
import type { CollectionRecord } from '../core/collection.js';
import { type CollectionCalibration, type LabelCounts, toStored } from '../core/collection-calibration.js';
import { KnowledgeBaseError } from '../core/errors.js';
import type { FeedbackEntry } from '../core/feedback.js';
import { sha256 } from '../core/identity.js';
import type { LabelledInput, RowProblem } from '../core/labelled-row.js';
import type { Language } from '../core/reply.js';
import { type ShrunkCalibration, shrinkCalibration, type WeightedQuestion } from '../core/shrink-calibration.js';
import { visibleFeedback } from '../feedback/visible-feedback.js';
import type { AnswerLog } from '../ports/answer-log.js';
import { type CalibrationsInForce, calibrationsInForce, leadingOf } from './calibrations-in-force.js';
import { feedbackQuestions } from './feedback-questions.js';
import { labelProbes } from './label-probes.js';
import { labelRows } from './label-rows.js';
import { makeProbes } from './make-probes.js';
import { readLabels } from './read-labels.js';

/** What calibrating needs besides answering. */
export interface CalibratePorts extends AnswerPorts {
  /** Questions that no collection of documents is expected to answer. */
  readonly generalQuestions: Readonly<Record<Language, readonly string[]>>;
  readonly now: () => Date;
  /** Null where no answers are kept. */
  readonly answerLog?: AnswerLog | null | undefined;
}

export interface CalibrateRequest {
  /** Labelled questions; null for none. */
  readonly input: LabelledInput | null;
  readonly source: string | null;
  readonly probes: boolean;
  /** Whether to learn from the feedback that the caller may see. */
  readonly feedback?: boolean | undefined;
  readonly seed: number;
  /** Says what would come of it and changes nothing. */
  readonly dryRun: boolean;
  readonly labels: readonly string[] | null;
  readonly signal?: AbortSignal | undefined;
}

/** What came of calibrating. */
export interface CalibrateResult extends Omit<ShrunkCalibration, 'adjusted'> {
  /** Put in force. */
  readonly applied: boolean;
  /** Better on questions held back; false is why it was not applied, unless it was a dry run. */
  readonly better: boolean;
  /** Id of the calibration fitted now. */
  readonly id: string;
  /** Id of the one in force before. */
  readonly previousId: string;
  readonly labels: LabelCounts;
  /** Duplicate rows, which were left out. */
  readonly problems: readonly RowProblem[];
}

/** Sections that probes are made of: with the ones held out and from elsewhere about 220 questions. */
const probeSections = 120;
/** Labelled questions used at most: reading passages for more takes minutes. */
const maxLabelled = 2000;
/** Fewer questions say nothing, nor do questions that all turn out alike. */
const fewest = { questions: 20, ofEachOutcome: 5 };

/**
 * Fits a collection's own calibration to labels, probes or both, and puts it in force if it is better than what is, on questions
 * held back: lower log-loss by more than its standard error, and no higher Brier score.
 *
 * Rejects with `invalid_labels`, `too_few_labels`, or as embedder, index and catalog do.
 */
export async function calibrateCollection(
  ports: CalibratePorts,
  collection: CollectionRecord,
  request: CalibrateRequest,
): Promise<CalibrateResult> {
  const inForce = await calibrationsInForce(ports, collection);
  const { questions, labels, problems } = await collectQuestions(ports, collection, request);
  assertEnough(collection.name, questions);
  const shipped = leadingOf(ports, ports.calibrations);
  const shrunk = await shrinkCalibration(questions, shipped, inForce.leading, setImmediate);
  const content = await toCollectionCalibration(ports, collection, inForce, { shipped, shrunk, questions, labels });
  const { gain, gainError, before, after, freed, share } = shrunk;
  const better = gain > gainError && after.brier <= before.brier;
  const applied = better && !request.dryRun;
  if (applied) await ports.catalog.addCalibration(collection.name, toStored(content, sha256));
  const ids = { id: content.calibration.id, previousId: inForce.leading.id };
  return { applied, better, ...ids, labels, problems, before, after, gain, gainError, freed, share };
}

async function collectQuestions(ports: CalibratePorts, collection: CollectionRecord, request: CalibrateRequest) {
  const { input, source, labels, signal } = request;
  const read = input === null ? null : await readLabels(ports.catalog, collection.name, { input, source, labels });
  const rows = read?.resolved.slice(0, maxLabelled) ?? [];
  const fromFile = await labelRows(ports, collection, rows, { labels, signal });
  const probes = request.probes ? await probesOf(ports, collection, request) : [];
  const fromFeedback = request.feedback ? await fromFeedbackOn(ports, collection, labels) : [];
  const besideLabels = fromFile.length + fromFeedback.length > 0;
  const fromProbes = await labelProbes(ports, collection, probes, { labels, besideLabels, signal });
  return {
    questions: [...fromFile, ...fromFeedback, ...fromProbes],
    labels: { file: fromFile.length, feedback: fromFeedback.length, probes: fromProbes.length },
    problems: read?.problems ?? [],
  };
}

async function fromFeedbackOn(ports: CalibratePorts, collection: CollectionRecord, labels: readonly string[] | null) {
  const { catalog, answerLog } = ports;
  if (!answerLog) return [];
  const entries: FeedbackEntry[] = [];
  for await (const entry of visibleFeedback({ catalog, answerLog }, collection.name, labels)) entries.push(entry);
  const { kind } = leadingOf(ports, ports.calibrations);
  // The newest say most of the collection as it is now.
  return feedbackQuestions(entries, { recipe: collection.recipe, kind }).slice(-maxLabelled);
}

async function probesOf(ports: CalibratePorts, collection: CollectionRecord, { seed, labels }: CalibrateRequest) {
  const others = await ports.catalog.listCollections();
  // The same recipe, so that it was filled by this encoder; the first by name, so that the seed decides all.
  const other = others.find(
    ({ name, recipe, points }) => name !== collection.name && recipe === collection.recipe && points > 0,
  );
  const { generalQuestions } = ports;
  return makeProbes(ports, collection, { seed, count: probeSections, labels, other: other ?? null, generalQuestions });
}

function assertEnough(collection: string, questions: readonly WeightedQuestion[]): void {
  // An outcome can be right only where one of the candidates is.
  const right = questions.filter(({ candidates }) => candidates.some((candidate) => candidate.right)).length;
  const wrong = questions.length - right;
  if (questions.length >= fewest.questions && right >= fewest.ofEachOutcome && wrong >= fewest.ofEachOutcome) return;
  throw new KnowledgeBaseError(
    'too_few_labels',
    `Cannot calibrate "${collection}": of ${questions.length} questions ${right} found an answer and ${wrong} did not, at least ${fewest.questions} with ${fewest.ofEachOutcome} of each are needed; add labelled questions or use probes`,
    { facts: { questions: questions.length, right, wrong } },
  );
}

async function toCollectionCalibration(
  ports: CalibratePorts,
  collection: CollectionRecord,
  inForce: CalibrationsInForce,
  fitted: {
    readonly shipped: Calibration;
    readonly shrunk: ShrunkCalibration;
    readonly questions: readonly WeightedQuestion[];
    readonly labels: LabelCounts;
  },
): Promise<CollectionCalibration> {
  const { shipped, shrunk, questions, labels } = fitted;
  const date = ports.now().toISOString().slice(0, 10);
  const fittedOn = [
    `shipped ${shipped.id}`,
    ...Object.entries(labels).flatMap(([from, count]) => (count > 0 ? [`${count} ${from}`] : [])),
  ];
  const finish = (parent: Calibration, { adjusted, after }: ShrunkCalibration): Calibration => {
    const content = { kind: parent.kind, recipe: parent.recipe, fittedOn, date, ...adjusted };
    const readerRecipe = parent.kind === 'reader' && ports.reader ? { readerRecipe: ports.reader.recipe } : {};
    return { id: calibrationId(content, sha256), ...content, ...readerRecipe, reliability: after.reliability };
  };
  // Passages that the reader does not read stand beside those it reads: both have to mean the same here.
  const base = ports.calibrations.withoutReader;
  const companion =
    shipped.kind === 'reader'
      ? finish(base, await shrinkCalibration(questions, base, inForce.calibrations.withoutReader, setImmediate))
      : null;
  const { freed, share, before, after } = shrunk;
  return {
    recipe: collection.recipe,
    parent: shipped.id,
    calibration: finish(shipped, shrunk),
    companion,
    labels,
    freed,
    share,
    before,
    after,
  };
}
