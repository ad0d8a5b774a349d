import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBuiltinModels } from '../src/adapters/builtin-models/builtin-models.js';
import { packageRoot } from '../src/compiled-file.js';
import { openKnowledgeBase } from '../src/compose.js';
import type { KnowledgeBase } from '../src/knowledge-base.js';
import type { Reader } from '../src/ports/reader.js';
import { quantile } from './quantile.js';

/** Times in milliseconds, of one client that asks one question after the other. */
export interface SearchFigures {
  readonly sections: number;
  readonly questions: number;
  /** From opening the folder to the first answer. */
  readonly startMs: number;
  /** Search as retrieval and calibration alone do it, the encoder's time inside. */
  readonly searchWithoutReader: Quantiles;
  /** Everything on, questions and most passages never seen. */
  readonly queryCold: Quantiles;
  /** The second pass over the same questions: their encoding and their readings are remembered. */
  readonly queryWarm: Quantiles;
  /** A third pass in other words: the question is new, and of most passages the states are kept, so that they cost the head. */
  readonly queryOtherWords: Quantiles;
  /** Share of the questions that the reader was asked for, and passages it read for one of all questions. */
  readonly needReader: number;
  readonly passagesRead: number;
  readonly largestPassagesRead: number;
  /** What the passages read hold in memory after all passes, and one of them. */
  readonly stateCacheMb: number;
  readonly stateKbPerPassage: number;
  readonly rssMb: number;
}

interface Quantiles {
  readonly p50: number;
  readonly p95: number;
}

/** Measures search and query over a data folder that has a collection `docs`. */
export async function measureSearch(folder: string): Promise<SearchFigures> {
  const questions = readQuestions();
  const started = performance.now();
  const plain = await openKnowledgeBase({ dataDir: folder, reader: false });
  await plain.search('docs', 'warm-up');
  const startMs = performance.now() - started;
  const searchWithoutReader = await time(questions, (question) => plain.search('docs', question));
  const { sections } = await plain.getCollection('docs');
  await plain.close();
  return {
    sections,
    questions: questions.length,
    startMs,
    searchWithoutReader,
    ...(await timeQueries(folder, questions)),
  };
}

async function timeQueries(folder: string, questions: readonly string[]) {
  const models = await openBuiltinModels({ reader: true });
  const { reader, read } = counted(models.reader);
  const whole: KnowledgeBase = await openKnowledgeBase({ dataDir: folder }, { ...models, reader });
  const query = (question: string) => whole.query('docs', question);
  await query('warm-up');
  read.length = 0;
  const queryCold = await time(questions, query);
  const perQuestion = [...read];
  const queryWarm = await time(questions, query);
  const queryOtherWords = await time(questions.map(inOtherWords), query);
  const { passages, sizeBytes } = models.readerCache();
  const rssMb = process.memoryUsage.rss() / 2 ** 20;
  await whole.close();
  return {
    queryCold,
    queryWarm,
    queryOtherWords,
    needReader: perQuestion.length / questions.length,
    passagesRead: perQuestion.reduce((sum, count) => sum + count, 0) / questions.length,
    largestPassagesRead: Math.max(0, ...perQuestion),
    stateCacheMb: sizeBytes / 2 ** 20,
    stateKbPerPassage: sizeBytes / Math.max(passages, 1) / 2 ** 10,
    rssMb,
  };
}

/** A reader that notes how many passages each question had it read. */
function counted(reader: Reader | null) {
  if (!reader) throw new Error('Cannot time queries: the reader was not opened');
  const read: number[] = [];
  const counting: Reader = {
    recipe: reader.recipe,
    read(question, passages, options) {
      read.push(passages.length);
      return reader.read(question, passages, options);
    },
  };
  return { reader: counting, read };
}

/** 200: those over the pages, and as many of the manuals', most of which the pages do not answer. */
function readQuestions(): string[] {
  const own = readLines('docs-md-questions.jsonl');
  const others = readLines(join('manuals', 'questions.jsonl'));
  const step = Math.floor(others.length / (200 - own.length));
  return [...own, ...others.filter((_, index) => index % step === 0)].slice(0, 200);
}

function readLines(file: string): string[] {
  const lines = readFileSync(join(packageRoot, 'bench', 'eval', file), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => (JSON.parse(line) as { question: string }).question);
}

function inOtherWords(question: string): string {
  return /\p{Script=Han}/u.test(question) ? `请问，${question}` : `Please, ${question}`;
}

async function time(questions: readonly string[], ask: (question: string) => Promise<unknown>): Promise<Quantiles> {
  const times: number[] = [];
  for (const question of questions) {
    const started = performance.now();
    await ask(question);
    times.push(performance.now() - started);
  }
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

/** `node dist/bench/measure-search.js FOLDER`: over a data folder that is there already. */
const [program, folder] = process.argv.slice(1);
if (program && folder && pathToFileURL(program).href === import.meta.url) {
  console.log(JSON.stringify(await measureSearch(folder), null, 2));
}
