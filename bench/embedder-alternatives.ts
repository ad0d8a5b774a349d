import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encoderTokenizer } from '../src/adapters/embedder-tokens.js';
import { readModelFile } from '../src/adapters/model-file.js';
import { compiledFile, packageRoot } from '../src/compiled-file.js';

const padId = 1;

interface Setup {
  readonly alternative: 'one session of two threads';
  readonly texts: readonly string[];
  readonly batchSize: number;
}

/**
 * The plain way to run the same model: one worker, one session of two threads, `batchSize` texts a run padded to the
 * longest. Counts the same tokens as ours, padding not among them.
 */
export function alternativeTokensPerSecond(
  texts: readonly string[],
  tokens: number,
  batchSize: number,
): Promise<number> {
  const setup: Setup = { alternative: 'one session of two threads', texts, batchSize };
  const worker = new Worker(compiledFile('bench/embedder-alternatives'), { workerData: setup, execArgv: [] });
  return new Promise((resolve, reject) => {
    worker.once('message', (seconds: number) => resolve(Math.round(tokens / seconds)));
    worker.once('error', reject);
  });
}

const port = parentPort;
if (!isMainThread && port && isSetup(workerData)) port.postMessage(await secondsOf(workerData));

function isSetup(value: unknown): value is Setup {
  return typeof value === 'object' && value !== null && 'alternative' in value;
}

async function secondsOf({ texts, batchSize }: Setup): Promise<number> {
  const folder = join(packageRoot, 'models', 'embedder');
  const { tokenise } = encoderTokenizer(await readModelFile(folder, 'tokenizer.json'));
  const session = await InferenceSession.create(await readModelFile(folder, 'model.onnx'), {
    intraOpNumThreads: 2,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  const encodeAll = async (some: readonly string[]): Promise<void> => {
    for (let start = 0; start < some.length; start += batchSize) {
      const rows = some.slice(start, start + batchSize).map((text) => tokenise(`passage: ${text}`).ids);
      await session.run(feedsOf(rows), ['sentence_embedding']);
    }
  };
  await encodeAll(texts.slice(0, 10));
  const started = performance.now();
  await encodeAll(texts);
  return (performance.now() - started) / 1000;
}

function feedsOf(rows: readonly (readonly number[])[]) {
  const width = Math.max(...rows.map((row) => row.length));
  const ids = new BigInt64Array(rows.length * width).fill(BigInt(padId));
  const mask = new BigInt64Array(rows.length * width);
  for (const [index, row] of rows.entries()) {
    ids.set(BigInt64Array.from(row, BigInt), index * width);
    mask.fill(1n, index * width, index * width + row.length);
  }
  const shape = [rows.length, width];
  return { input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) };
}
