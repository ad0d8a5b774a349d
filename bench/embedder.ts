import { join } from 'node:path';
import { builtinEmbedder } from '../src/adapters/builtin-models/builtin-models.js';
import { encoderTokenizer } from '../src/adapters/builtin-models/embedder-tokens.js';
import { readModelFile } from '../src/adapters/builtin-models/model-file.js';
import { packageRoot } from '../src/compiled-file.js';
import type { Embedder } from '../src/ports/embedder.js';
import { openAlternative } from './embedder-alternatives.js';
import { benchTexts } from './embedder-texts.js';

/** Figures of the built-in encoder on this machine; rates in tokens a second, the best of the rounds. */
export interface EmbedderFigures {
  readonly text: string;
  readonly passages: number;
  readonly tokens: number;
  /** Two workers loading in parallel, until the first text can be encoded. */
  readonly startMs: number;
  /** What the two warm workers add to the process. */
  readonly workersMegabytes: number;
  /** A question of about ten tokens while nothing else runs. */
  readonly queryAlone: Percentiles;
  /** The same while passages are encoded on both workers. */
  readonly queryDuringIngest: Percentiles;
  readonly tokensPerSecond: number;
  /** Of the processor time that ours got: twice this is what two quiet cores do, whatever else the machine does. */
  readonly tokensPerCoreSecond: number;
  /** The same model and texts, one session of two threads in one worker, one text a run. */
  readonly oneSessionTwoThreads: number;
  /** That session with eight texts a run, padded: how embedding libraries commonly do it. */
  readonly batchesOfEight: number;
}

interface Percentiles {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const passageCount = 80;
const questionCount = 60;
/** Ways are timed in turn, so that what else the machine does meets all of them. */
const rounds = 3;

/** Measures the encoder on passages of `dataFolder/retrieval` (half zh, half en), or on generated text without one. */
export async function benchEmbedder(dataFolder?: string): Promise<EmbedderFigures> {
  const texts = await benchTexts(dataFolder, passageCount);
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const embedder = await builtinEmbedder({ workers: 2 });
  const startMs = Math.round(performance.now() - started);
  try {
    await embedder.embedPassages(texts.slice(0, 10));
    const workersMegabytes = Math.round((process.memoryUsage.rss() - before) / 1e6);
    const queryAlone = await timeQuestions(embedder, 'alone');
    const ingest = keepIngesting(embedder, texts);
    const queryDuringIngest = await timeQuestions(embedder, 'during ingest');
    await ingest.stop();
    const tokens = await countTokens(texts);
    const rates = await compareRates(embedder, texts, tokens);
    const text = dataFolder ? 'passages of retrieval/zh and retrieval/en' : 'generated';
    const passages = texts.length;
    return { text, passages, tokens, startMs, workersMegabytes, queryAlone, queryDuringIngest, ...rates };
  } finally {
    await embedder.close();
  }
}

async function compareRates(embedder: Embedder, texts: readonly string[], tokens: number) {
  const alternative = await openAlternative();
  const seconds = { ours: [] as number[], ourCores: [] as number[], one: [] as number[], batches: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    seconds.ours.push(await secondsOf(() => embedder.embedPassages(texts)));
    const { user, system } = process.cpuUsage(before);
    seconds.ourCores.push((user + system) / 1e6);
    seconds.one.push(await alternative.secondsFor({ texts, batchSize: 1 }));
    seconds.batches.push(await alternative.secondsFor({ texts, batchSize: 8 }));
  }
  await alternative.close();
  const rate = (times: readonly number[]): number => Math.round(tokens / Math.min(...times));
  return {
    tokensPerSecond: rate(seconds.ours),
    tokensPerCoreSecond: rate(seconds.ourCores),
    oneSessionTwoThreads: rate(seconds.one),
    batchesOfEight: rate(seconds.batches),
  };
}

async function timeQuestions(embedder: Embedder, mark: string): Promise<Percentiles> {
  const times: number[] = [];
  for (let number = 0; number < questionCount; number += 1) {
    // Every question differs, because vectors of questions asked before are kept.
    const question = number % 2 ? `第${number}条规定什么？ ${mark}` : `What does rule ${number} say? ${mark}`;
    times.push(1000 * (await secondsOf(() => embedder.embedQuery(question))));
    // An uneven pause, so that questions meet running texts at any point.
    await new Promise((resolve) => setTimeout(resolve, 3 + ((number * 7) % 20)));
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => Number((times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(2));
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

function keepIngesting(embedder: Embedder, texts: readonly string[]) {
  const abort = new AbortController();
  const running = (async () => {
    while (!abort.signal.aborted) await embedder.embedPassages(texts, { signal: abort.signal });
  })();
  return {
    async stop(): Promise<void> {
      abort.abort();
      await running.catch((error: unknown) => {
        if (!abort.signal.aborted) throw error;
      });
    },
  };
}

async function countTokens(texts: readonly string[]): Promise<number> {
  const bytes = await readModelFile(join(packageRoot, 'models', 'embedder'), 'tokenizer.json');
  const { tokenise } = encoderTokenizer(bytes);
  return texts.reduce((sum, text) => sum + tokenise(`passage: ${text}`).ids.length, 0);
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
