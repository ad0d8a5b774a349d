import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { labelQuestions } from './labelled-questions.js';
import { createSetCollection } from './set-collection.js';

// Fits the shipped calibrations: node dist/bench/eval/fit.js DATA_FOLDER [CACHE_FOLDER]
const [dataFolder, cacheFolder = null] = process.argv.slice(2);
if (dataFolder === undefined) throw new Error('Say where the data is: node dist/bench/eval/fit.js ../shared/data');

/** L2 penalty: from .3 to 10 the cross-fitted Brier score moves by less than .001. */
const ridge = 3;
/** Candidates that teach, and that the reader reads. */
const depth = 3;

const ports = await openEvaluationPorts(cacheFolder, uncalibrated);
try {
  const { questions, names } = await collectQuestions(dataFolder);
  write('no-reader.json', 'no_reader', ports.embedder.recipe, questions, names, retrievalFeatures);
  write('recipe-free.json', 'recipe_free', '*', questions, names, recipeFreeFeatures);
  if (ports.reader) write('reader.json', 'reader', ports.embedder.recipe, questions, names, readerFeatures);
} finally {
  await ports.close();
}

async function collectQuestions(folder: string): Promise<{ questions: LabelledQuestion[]; names: string[] }> {
  const questions: LabelledQuestion[] = [];
  const names: string[] = [];
  for (const set of loadEvaluationSets(join(folder, 'calibration'))) {
    const name = `calibration${names.length}`;
    const collection = await createSetCollection(ports, name, set);
    questions.push(...(await labelQuestions(ports, collection, set, { sizes: true, read: depth })));
    names.push(set.name);
    process.stderr.write(`${set.name}: ${questions.length} questions so far\n`);
  }
  return { questions, names };
}

function write(
  file: string,
  kind: Calibration['kind'],
  recipe: string,
  questions: readonly LabelledQuestion[],
  fittedOn: readonly string[],
  features: readonly string[],
): void {
  const options: FitOptions = { features, ridge, depth, folds: 5 };
  const fit = fitCalibration(questions, options);
  const outcomes = crossFittedOutcomes(questions, options);
  const content = { kind, recipe, fittedOn, date: new Date().toISOString().slice(0, 10), ...fit };
  const calibration: Calibration = {
    id: calibrationId(content, sha256),
    ...content,
    reliability: reliabilityOf(outcomes),
  };
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
