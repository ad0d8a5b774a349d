import { Worker } from 'node:worker_threads';
import { compiledFile } from '../../compiled-file.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { Message, RequestKind, Requests, WorkerStart } from './protocol.js';

interface Waiting {
  readonly resolve: (answer: Requests[RequestKind]['answer']) => void;
  readonly reject: (error: unknown) => void;
}

/** Talks to the search worker from the main thread. A worker that died is replaced by the next request. */
export class SearchWorkerClient {
  readonly #start: WorkerStart;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Promise<Worker> | null = null;
  #nextId = 1;
  #isClosed = false;

  constructor(start: WorkerStart) {
    this.#start = start;
  }

  /** Resolves when the worker has read the index. */
  async open(): Promise<void> {
    await this.#running();
  }

  /** Rejects with the worker's error, the signal's reason, or `index_unavailable` when the worker dies. */
  async request<Kind extends RequestKind>(
    kind: Kind,
    ask: Requests[Kind]['ask'],
    signal?: AbortSignal,
  ): Promise<Requests[Kind]['answer']> {
    signal?.throwIfAborted();
    const worker = await this.#running();
    signal?.throwIfAborted();
    const id = this.#nextId++;
    const answer = new Promise<Requests[RequestKind]['answer']>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    const abort = () => this.#take(id)?.reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      worker.ref();
      worker.postMessage({ id, kind, ask });
      // The protocol pairs every kind with its answer.
      return (await answer) as Requests[Kind]['answer'];
    } finally {
      signal?.removeEventListener('abort', abort);
      // Only work that somebody waits for keeps a process alive.
      if (this.#waiting.size === 0) worker.unref();
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    const worker = await this.#worker?.catch(() => null);
    // Its connection closes before the catalog's, which then folds the write-ahead log into the file.
    if (worker) await this.request('close', {}).catch(() => undefined);
    this.#isClosed = true;
    this.#rejectAll(unavailable('it was closed'));
    await worker?.terminate();
  }

  #running(): Promise<Worker> {
    if (this.#isClosed) return Promise.reject(unavailable('it is closed'));
    this.#worker ??= this.#spawn();
    return this.#worker;
  }

  #spawn(): Promise<Worker> {
    // The program's own flags (a loader, --input-type) are not the worker's.
    const worker = new Worker(compiledFile('src/adapters/embedded-index/worker'), {
      workerData: this.#start,
      execArgv: [],
    });
    return new Promise<Worker>((resolve, reject) => {
      let hasFailed = false;
      const fail = (error: unknown) => {
        // `exit` follows `error`, when another worker may be running already.
        if (hasFailed) return;
        hasFailed = true;
        this.#worker = null;
        reject(error);
        this.#rejectAll(error);
      };
      worker.on('error', (error) => fail(unavailable(`its worker failed: ${error.message}`, error)));
      worker.on('exit', () => fail(unavailable('its worker stopped')));
      worker.on('message', (message: Message) => {
        if (message.kind === 'ready') {
          worker.unref();
          resolve(worker);
        } else if (message.kind === 'failed') {
          const { code, message: text, facts } = message.error;
          fail(new KnowledgeBaseError(code, text, { facts }));
        } else this.#receive(message);
      });
    });
  }

  #receive(message: Exclude<Message, { kind: 'ready' | 'failed' }>): void {
    const waiting = this.#take(message.id);
    if (message.kind === 'answer') waiting?.resolve(message.answer);
    else {
      const { code, message: text, facts } = message.error;
      waiting?.reject(new KnowledgeBaseError(code, text, { facts }));
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #rejectAll(error: unknown): void {
    for (const id of [...this.#waiting.keys()]) this.#take(id)?.reject(error);
  }
}

function unavailable(reason: string, cause?: unknown): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'index_unavailable',
    `Cannot search the index: ${reason}; try again`,
    cause === undefined ? {} : { cause },
  );
}
