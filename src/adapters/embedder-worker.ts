import { parentPort, workerData } from 'node:worker_threads';
import type { InferenceSession } from 'onnxruntime-node';
import { KnowledgeBaseError } from '../core/errors.js';
import type { FromWorker, Task, TaskResult, ToWorker, WorkerSetup } from './embedder-messages.js';
import { encodeTokens, oneThreadSession } from './embedder-session.js';
import { encoderTokenizer, type Tokenise } from './embedder-tokens.js';
import { readModelFile } from './model-file.js';

/** Entry of a worker thread: one tokenizer and one session on one thread, one task at a time. */
interface Models {
  readonly tokenise: Tokenise;
  readonly encoder: InferenceSession;
}

const port = parentPort;
if (port) await serve(port, workerData as WorkerSetup);

async function serve(port: NonNullable<typeof parentPort>, setup: WorkerSetup): Promise<void> {
  const answer = (message: FromWorker): void => port.postMessage(message);
  const models = await loadModels(setup).catch((error: unknown) => answer(failed(error)));
  if (!models) return;
  port.on('message', async (message: ToWorker) => {
    if (message.kind === 'close') return closeModels(models).finally(() => port.close());
    try {
      answer({ type: 'done', result: await work(models, message) });
    } catch (error) {
      answer(failed(error));
    }
  });
  answer({ type: 'ready' });
}

async function loadModels(setup: WorkerSetup): Promise<Models> {
  const [model, tokenizer] = await Promise.all([
    readModelFile(setup.embedderFolder, 'model.onnx'),
    readModelFile(setup.embedderFolder, 'tokenizer.json'),
  ]);
  return { encoder: await oneThreadSession(model), tokenise: encoderTokenizer(tokenizer) };
}

async function closeModels(models: Models): Promise<void> {
  await models.encoder.release();
}

async function work(models: Models, task: Task): Promise<TaskResult> {
  const { ids, truncated } = models.tokenise(task.text);
  const { vector } = await encodeTokens(models.encoder, ids, false);
  return { vector, truncated, tokens: ids.length };
}

function failed(error: unknown): FromWorker {
  const known = error instanceof KnowledgeBaseError ? error : null;
  const message = error instanceof Error ? error.message : String(error);
  return { type: 'failed', error: { code: known?.code ?? null, message, facts: known?.facts ?? {} } };
}
