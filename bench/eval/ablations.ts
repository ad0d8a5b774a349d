import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openBuiltinModels } from '../../src/adapters/builtin-models/builtin-models.js';
import type { AnswerPorts } from '../../src/answer/answer-ports.js';
import { type Ablation, ablations, everything, rawCosine } from './ablations/ablation.js';
import {
  allAsked,
  longColumns,
  longTables,
  type MeasuredAblation,
  shortTable,
  thresholdKeeping,
} from './ablations/ablation-table.js';
import { fitAnew } from './ablations/fit-anew.js';
import { timeQuestions } from './ablations/question-times.js';
import { cosineAt, cosineGate } from './ablations/raw-scores.js';
import { type AskedQuestion, askSet } from './ask-set.js';
import { openEvaluationPorts } from './evaluation-ports.js';
import { type EvaluationSet, hasEvaluationSets, loadEvaluationSets } from './evaluation-set.js';
import { gateShares } from './figures.js';
import type { AskedSet } from './labelled-questions.js';
import { createSetCollection, encodeAhead } from './set-collection.js';

// npm run eval:ablations -- DATA_FOLDER [CACHE_FOLDER] [EVERY] [ONLY]: what each step buys, as Markdown; of the questions every EVERYth, 7
// unless set (odd, since those across languages come in pairs with and without their passage); ONLY, a regular expression for the names of
// the rows wanted beside the first.
const [dataFolder, cacheFolder = null, every = '7', only = ''] = process.argv.slice(2);
if (
  dataFolder === undefined ||
  !hasEvaluationSets(dataFolder) ||
  !hasEvaluationSets(join(dataFolder, 'calibration')) ||
  !existsSync(join(dataFolder, 'gating/zh_squad2/questions.jsonl'))
) {
  process.stderr.write(
    'Nothing was measured: say where the evaluation data is, with its calibration folder: npm run eval:ablations -- ../shared/data\n',
  );
  process.exit(2);
}
if (!(Number.isInteger(Number(every)) && Number(every) % 2 === 1)) {
  process.stderr.write(`Nothing was measured: every "${every}"th question cannot be asked; give an odd number\n`);
  process.exit(2);
}

/** Of the questions that calibrations are fitted on anew, every third: five fits, and all of them read. */
const fittedEvery = 3;
/** Questions of each set that are timed. */
const timedQuestions = 12;
/** Too few to keep a passage: the reader sees each as if for the first time. */
const noCacheBytes = 1;
/** Cosine from which on AnythingLLM takes a passage, unless a workspace is set otherwise (`similarityThreshold` in its schema, 2024). */
const rivalCosine = 0.25;

const started = performance.now();
let collections = 0;
const ports = await openEvaluationPorts(cacheFolder);
try {
  const wanted = ablations.filter((one) => one === everything || new RegExp(only).test(one.name));
  const titled = await openSets(dataFolder, (set) => set);
  const untitled = wanted.some((one) => !one.titled) ? await openSets(dataFolder, withoutTitles) : titled;
  const rows: MeasuredAblation[] = [];
  for (const ablation of wanted) {
    rows.push(await measure(ablation, ablation.titled ? titled : untitled));
    progress(ablation.name);
  }
  const [whole] = rows;
  if (whole && new RegExp(only).test(rawCosine.name)) {
    const cosine = await measure(rawCosine, titled);
    progress(rawCosine.name);
    rows.push(...atCosines(cosine, gateShares(allAsked(whole), whole.threshold).kept.value));
  }
  const counted = [...(whole?.asked ?? [])].map(([name, asked]) => `${name} ${asked.length}`).join(', ');
  const sizes = titled.questions.map(({ set }) => `${set.name} ${set.passages.length}`).join(', ');
  process.stdout.write(
    [
      `Questions: ${counted}. Passages: ${sizes}. Times: ${timedQuestions} questions of each set.`,
      '',
      ...shortTable(rows, 'en'),
      '',
      ...shortTable(rows, 'zh'),
      '',
      ...longTables(rows),
      '',
    ].join('\n'),
  );
} finally {
  await ports.close();
}

/** The sets that are asked, and those that calibrations are fitted on. */
interface OpenedSets {
  readonly questions: readonly AskedSet[];
  readonly fitting: readonly AskedSet[];
}

/** Fills collections with the sets' passages, each passed through `prepare` first. */
async function openSets(folder: string, prepare: (set: EvaluationSet) => EvaluationSet): Promise<OpenedSets> {
  const names = longColumns.flatMap((column) => column.sets);
  const open = async (from: string, step: number): Promise<AskedSet[]> => {
    const opened: AskedSet[] = [];
    for (const whole of loadEvaluationSets(from).filter(({ name }) => names.includes(name))) {
      const set = prepare(everyNth(whole, step));
      if (cacheFolder !== null) await encodeAhead(ports, set);
      opened.push({ set, collection: await createSetCollection(ports, `set${collections++}`, set) });
    }
    progress(`${opened.length} sets ingested`);
    return opened;
  };
  return {
    questions: await open(folder, Number(every)),
    fitting: await open(join(folder, 'calibration'), fittedEvery),
  };
}

function everyNth(set: EvaluationSet, step: number): EvaluationSet {
  return { ...set, questions: set.questions.filter((_, index) => index % step === 0) };
}

function withoutTitles(set: EvaluationSet): EvaluationSet {
  return { ...set, passages: set.passages.map((passage) => ({ ...passage, title: '' })) };
}

async function measure(ablation: Ablation, { questions, fitting }: OpenedSets): Promise<MeasuredAblation> {
  const left = ablation.without(ports);
  const calibrations = ablation.refit === null ? left.calibrations : await fitAnew(left, fitting, ablation.refit);
  const asking: AnswerPorts = { ...left, calibrations };
  const asked = new Map<string, AskedQuestion[]>();
  for (const { set, collection } of questions) asked.set(set.name, await askSet(asking, collection, set));
  const threshold = ablation === rawCosine ? 0 : ports.threshold;
  return { name: ablation.name, nameZh: ablation.nameZh, asked, threshold, times: await timesOf(asking, questions) };
}

/** Milliseconds of some questions of each set, nothing of them taken from the caches on disk. */
async function timesOf(asking: AnswerPorts, sets: readonly AskedSet[]): Promise<MeasuredAblation['times']> {
  const timed = sets.map(({ set, collection }) => {
    const step = Math.max(1, Math.floor(set.questions.length / timedQuestions));
    // Odd, so that questions across languages come with and without their passage.
    const some = everyNth(set, step % 2 === 1 ? step : step - 1);
    return { set: { ...some, questions: some.questions.slice(0, timedQuestions) }, collection };
  });
  const { embedder, reader } = ports.uncached;
  if (!asking.reader) {
    const times = await timeQuestions({ ...asking, embedder }, timed);
    return { cold: times, warm: times };
  }
  // Opened for each row: a reader remembers its readings, and the rows ask the same questions.
  const fresh = await openBuiltinModels({ reader: true, readerCacheBytes: noCacheBytes });
  const cold = await timeQuestions({ ...asking, embedder: fresh.embedder, reader: fresh.reader }, timed);
  await fresh.embedder.close();
  // The first pass fills the reader's cache.
  await timeQuestions({ ...asking, embedder, reader }, timed);
  return { cold, warm: await timeQuestions({ ...asking, embedder, reader }, timed) };
}

/** The cosine's row at the threshold of a rival, at .75, and where as many answerable questions are answered as with everything on. */
function atCosines(row: MeasuredAblation, kept: number): MeasuredAblation[] {
  const same = thresholdKeeping(allAsked(row), kept);
  const at = (threshold: number, what: string, whatZh = what) => ({
    ...row,
    threshold,
    name: `${row.name} ≥ ${what}`,
    nameZh: `${row.nameZh} ≥ ${whatZh}`,
  });
  return [
    at(cosineGate(rivalCosine), `${rivalCosine}`),
    at(cosineGate(ports.threshold), `${ports.threshold}`),
    at(same, `${cosineAt(same).toFixed(3)} (keeps as many)`, `${cosineAt(same).toFixed(3)}（保留一样多）`),
  ];
}

function progress(what: string): void {
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0)} s: ${what}\n`);
}
