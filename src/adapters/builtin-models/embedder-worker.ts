import { parentPort, workerData } from 'node:worker_threads';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { FromWorker, Task, TaskResult, ToWorker, WorkerSetup } from './embedder-messages.js';
import { type EmbedderModels, loadEmbedderModels } from './embedder-models.js';

// Entry of a worker thread: its own models, one task at a time.
const port = parentPort;
if (port) await serve(port, workerData as WorkerSetup);

async function serve(port: NonNullable<typeof parentPort>, setup: WorkerSetup): Promise<void> {
  const answer = (message: FromWorker): void => port.postMessage(message);
  const models = await loadEmbedderModels(setup).catch((error: unknown) => answer(failed(error)));
  if (!models) return;
  port.on('message', async (message: ToWorker) => {
    if (message.kind === 'close') return models.close().finally(() => port.close());
    answer(await work(models, message).catch(failed));
  });
  answer({ type: 'ready' });
}

async function work(models: EmbedderModels, task: Task): Promise<FromWorker> {
  return { type: 'done', result: await resultOf(models, task) };
}

function resultOf(models: EmbedderModels, task: Task): Promise<TaskResult> | TaskResult {
  switch (task.kind) {
    case 'encode':
      return models.encode(task);
    case 'read':
      return models.read(task);
    case 'count':
      return models.count(task);
  }
}

function failed(error: unknown): FromWorker {
  const known = error instanceof KnowledgeBaseError ? error : null;
  const message = error instanceof Error ? error.message : String(error);
  return { type: 'failed', error: { code: known?.code ?? null, message, facts: known?.facts ?? {} } };
}
