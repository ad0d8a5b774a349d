import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnswerPorts } from '../../src/answer/answer-ports.js';
import { readerFeatures, recipeFreeFeatures, retrievalFeatures } from '../../src/answer/feature-names.js';
import { packageRoot } from '../../src/compiled-file.js';
import { type Calibration, calibrationId } from '../../src/core/calibration.js';
import {
  crossFittedOutcomes,
  type FitOptions,
  fitCalibration,
  type LabelledQuestion,
  reliabilityOf,
} from '../../src/core/fit-calibration.js';
import { sha256 } from '../../src/core/identity.js';
import { openEvaluationPorts } from './evaluation-ports.js';
import { loadEvaluationSets } from './evaluation-set.js';
import { fitReport } from './fit-report.js';
import { fitSettings } from './fit-settings.js';
import { type AskedSet, type LabelledRow, labelQuestions } from './labelled-questions.js';
import { labelManualQuestions, manualQuestions } from './manuals/label-manuals.js';
import { createManualCollection } from './manuals/manual-collection.js';
import { manualPages } from './manuals/manual-pages.js';
import { weighManuals } from './manuals/weigh-manuals.js';
import { createSetCollection } from './set-collection.js';

// Fits the shipped calibrations: node dist/bench/eval/fit.js DATA_FOLDER [CACHE_FOLDER] [FILE_FOR_THE_LABELLED_ROWS]
const [dataFolder, cacheFolder = null, rowsFile = null] = process.argv.slice(2);
if (dataFolder === undefined) throw new Error('Say where the data is: node dist/bench/eval/fit.js ../shared/data');

const { recipe: encoderRecipe, readerRecipe, plain, read, fittedOn } = await labelledRows(dataFolder);
write('no-reader.json', calibrate('no_reader', encoderRecipe, plain, fittedOn, retrievalFeatures));
write('recipe-free.json', calibrate('recipe_free', '*', plain, fittedOn, recipeFreeFeatures));
if (read !== null) {
  write('reader.json', calibrate('reader', encoderRecipe, read, fittedOn, readerFeatures));
  const options: FitOptions = { features: readerFeatures, ...fitSettings };
  process.stdout.write(`${fitReport(read, options).join('\n')}\n`);
}

interface LabelledRows {
  readonly recipe: string;
  readonly readerRecipe: string | undefined;
  readonly fittedOn: readonly string[];
  readonly plain: readonly LabelledRow[];
  /** With what the reader says; null without a reader. */
  readonly read: readonly LabelledRow[] | null;
}

/** The rows of the file, if it is there; else made from the data, and written to it. */
async function labelledRows(folder: string): Promise<LabelledRows> {
  if (rowsFile !== null && existsSync(rowsFile)) return JSON.parse(readFileSync(rowsFile, 'utf8'));
  const ports = await openEvaluationPorts(cacheFolder, uncalibrated);
  try {
    const rows = await collectRows(ports, folder);
    if (rowsFile !== null) writeFileSync(rowsFile, JSON.stringify(rows));
    return rows;
  } finally {
    await ports.close();
  }
}

async function collectRows(ports: AnswerPorts, folder: string): Promise<LabelledRows> {
  // The mixed set repeats the questions of another one.
  const sets = loadEvaluationSets(join(folder, 'calibration')).filter(({ name }) => !name.includes('among'));
  const asked: AskedSet[] = [];
  for (const [index, set] of sets.entries()) {
    asked.push({ set, collection: await createSetCollection(ports, `calibration${index}`, set) });
  }
  const pages = await manualPages(cacheFolder ?? join(tmpdir(), 'kaoju-fit'));
  const manuals = await createManualCollection(ports, 'manuals', pages);
  const label = async (base: Calibration | null): Promise<LabelledRow[]> => {
    const labelled: LabelledRow[] = [];
    const ids = pages.map(({ id }) => id);
    const written = await labelManualQuestions(ports, manuals, { documentIds: ids, input: manualQuestions() }, base);
    labelled.push(...weighManuals(written));
    process.stderr.write(`manuals: ${labelled.length} questions so far\n`);
    for (const [index, set] of sets.entries()) {
      labelled.push(...(await labelQuestions(ports, asked, index, base)));
      process.stderr.write(`${set.name}: ${labelled.length} questions so far\n`);
    }
    return labelled;
  };
  const { recipe } = ports.embedder;
  const fittedOn = [...sets.map(({ name }) => name), 'manuals'];
  const plain = await label(null);
  // The reader reads what the calibration without it finds worth reading, as it does in service.
  const base = calibrate('no_reader', recipe, plain, fittedOn, retrievalFeatures);
  return { recipe, readerRecipe: ports.reader?.recipe, fittedOn, plain, read: ports.reader ? await label(base) : null };
}

function calibrate(
  kind: Calibration['kind'],
  recipe: string,
  questions: readonly LabelledQuestion[],
  fittedOn: readonly string[],
  features: readonly string[],
): Calibration {
  const options: FitOptions = { features, ...fitSettings };
  const content = {
    kind,
    recipe,
    ...(kind === 'reader' && readerRecipe !== undefined ? { readerRecipe } : {}),
    fittedOn,
    date: new Date().toISOString().slice(0, 10),
    ...fitCalibration(questions, options),
  };
  const reliability = reliabilityOf(crossFittedOutcomes(questions, options));
  return { id: calibrationId(content, sha256), ...content, reliability };
}

function write(file: string, calibration: Calibration): void {
  const folder = join(packageRoot, 'models', 'calibration');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), `${JSON.stringify(calibration, null, 2)}\n`);
  process.stdout.write(`${file} ${calibration.id} ${JSON.stringify(calibration.reliability)}\n`);
}

/** Stands in until there is a calibration: marks the encoder as measured and judges nothing. */
function uncalibrated(recipe: string) {
  const empty: Calibration = {
    id: 'none',
    kind: 'no_reader',
    recipe,
    fittedOn: [],
    date: '',
    features: [],
    intercept: 0,
    slope: 1,
    offset: 0,
    reliability: reliabilityOf([]),
  };
  return { withReader: null, withoutReader: empty, provisional: empty };
}
