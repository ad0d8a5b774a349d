import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtinEmbedder } from '../src/adapters/builtin-models.js';
import { encoderTokenizer } from '../src/adapters/embedder-tokens.js';
import { readModelFile } from '../src/adapters/model-file.js';
import { packageRoot } from '../src/compiled-file.js';
import type { Embedder } from '../src/ports/embedder.js';
import { alternativeTokensPerSecond } from './embedder-alternatives.js';

/** Figures of the built-in encoder on this machine; times in ms, rates in tokens a second. */
export interface EmbedderFigures {
  readonly text: string;
  readonly passages: number;
  readonly tokens: number;
  /** Two workers loading in parallel, until the first text can be encoded. */
  readonly startMs: number;
  /** Of the process, models loaded and warm. */
  readonly residentMegabytes: number;
  readonly tokensPerSecond: number;
  /** A question of about ten tokens while nothing else runs. */
  readonly queryAlone: Percentiles;
  /** The same while passages are encoded on both workers. */
  readonly queryDuringIngest: Percentiles;
  /** The same model and texts, one session of two threads in one worker, one text a run. */
  readonly oneSessionTwoThreads: number;
  /** That session with eight texts a run, padded: how embedding libraries commonly do it. */
  readonly batchesOfEight: number;
}

interface Percentiles {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const passageCount = 120;
const questionCount = 60;

/** Measures the encoder on the passages of `dataFolder/retrieval` (half zh, half en), or on generated text without one. */
export async function benchEmbedder(dataFolder?: string): Promise<EmbedderFigures> {
  const texts = dataFolder ? await realTexts(dataFolder) : generatedTexts();
  const tokens = await countTokens(texts);
  const started = performance.now();
  const embedder = await builtinEmbedder({ workers: 2 });
  const startMs = performance.now() - started;
  try {
    await embedder.embedPassages(texts.slice(0, 10));
    const queryAlone = await timeQuestions(embedder, 'alone');
    const ours = await secondsOf(() => embedder.embedPassages(texts));
    const ingest = keepIngesting(embedder, texts);
    const queryDuringIngest = await timeQuestions(embedder, 'during ingest');
    const residentMegabytes = Math.round(process.memoryUsage.rss() / 1e6);
    await ingest.stop();
    await embedder.close();
    return {
      text: dataFolder ? 'passages of retrieval/zh and retrieval/en' : 'generated',
      passages: texts.length,
      tokens,
      startMs: Math.round(startMs),
      residentMegabytes,
      tokensPerSecond: Math.round(tokens / ours),
      queryAlone,
      queryDuringIngest,
      oneSessionTwoThreads: await alternativeTokensPerSecond(texts, tokens, 1),
      batchesOfEight: await alternativeTokensPerSecond(texts, tokens, 8),
    };
  } finally {
    await embedder.close();
  }
}

async function timeQuestions(embedder: Embedder, mark: string): Promise<Percentiles> {
  const times: number[] = [];
  for (let number = 0; number < questionCount; number += 1) {
    // Every question differs, because vectors of questions asked before are kept.
    const question = number % 2 ? `第${number}条规定什么？ ${mark}` : `What does rule ${number} say? ${mark}`;
    const started = performance.now();
    await embedder.embedQuery(question);
    times.push(performance.now() - started);
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
  const { tokenise } = encoderTokenizer(await readModelFile(join(packageRoot, 'models', 'embedder'), 'tokenizer.json'));
  return texts.reduce((sum, text) => sum + tokenise(`passage: ${text}`).ids.length, 0);
}

async function realTexts(dataFolder: string): Promise<string[]> {
  const perLanguage = await Promise.all(
    ['zh', 'en'].map(async (language) => {
      const lines = (await readFile(join(dataFolder, 'retrieval', language, 'passages.jsonl'), 'utf8'))
        .trim()
        .split('\n');
      return lines.slice(0, passageCount / 2).map((line) => {
        const { title, text } = JSON.parse(line) as { title: string; text: string };
        return `${title}\n${text}`;
      });
    }),
  );
  return perLanguage.flat();
}

function generatedTexts(): string[] {
  const zh = '员工每年享有十五天带薪年假，须提前两周向直属主管申请，并在系统中登记。';
  const en =
    'Every employee has fifteen days of paid leave a year, asked for two weeks ahead and entered in the system. ';
  return Array.from(
    { length: passageCount },
    (_, number) => `${number}\n${(number % 2 ? zh : en).repeat(number % 2 ? 9 : 8)}`,
  );
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
