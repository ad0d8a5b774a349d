import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encoderTokenizer } from '../src/adapters/builtin-models/embedder-tokens.js';
import { readModelFile } from '../src/adapters/builtin-models/model-file.js';
import { compiledFile, packageRoot } from '../src/compiled-file.js';

const padId = 1;
const mark = 'one session of two threads';

/** Texts to encode, so many a run. */
interface Round {
  readonly texts: readonly string[];
  readonly batchSize: number;
}

/**
 * The plain way to run the same model: one worker with one session of two threads (spinning off, as ours), texts padded
 * to the longest of their batch. `secondsFor` leaves tokenizing, which ours also does, inside the time.
 */
export async function openAlternative() {
  const worker = new Worker(compiledFile('bench/embedder-alternatives'), { workerData: mark, execArgv: [] });
  const answer = (): Promise<number> =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  await answer();
  return {
    secondsFor(round: Round): Promise<number> {
      worker.postMessage(round);
      return answer();
    },
    close: () => worker.terminate(),
  };
}

const port = parentPort;
if (!isMainThread && port && workerData === mark) await serve(port);

async function serve(port: NonNullable<typeof parentPort>): Promise<void> {
  const folder = join(packageRoot, 'models', 'embedder');
  const { tokenise } = encoderTokenizer(await readModelFile(folder, 'tokenizer.json'));
  const session = await InferenceSession.create(await readModelFile(folder, 'model.onnx'), {
    intraOpNumThreads: 2,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  port.on('message', async ({ texts, batchSize }: Round) => {
    const started = performance.now();
    for (let start = 0; start < texts.length; start += batchSize) {
      const rows = texts.slice(start, start + batchSize).map((text) => tokenise(`passage: ${text}`).ids);
      await session.run(feedsOf(rows), ['sentence_embedding']);
    }
    port.postMessage((performance.now() - started) / 1000);
  });
  port.postMessage(0);
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
