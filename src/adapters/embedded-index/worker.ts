import { parentPort, workerData } from 'node:worker_threads';
import { KnowledgeBaseError } from '../../core/errors.js';
import { toStorageError } from '../sqlite/sqlite-errors.js';
import { CollectionIndex } from './collection-index.js';
import { IndexReader } from './index-reader.js';
import type { Message, Request, RequestKind, Requests, WorkerError, WorkerMemory, WorkerStart } from './protocol.js';
import { RowMemory } from './row-memory.js';
import { searchCollection } from './search-collection.js';

/** The search worker: holds every collection in typed arrays, answers one request after the other. */
class SearchWorker {
  readonly #reader: IndexReader;
  readonly #memory = new RowMemory();
  readonly #collections = new Map<string, CollectionIndex>();

  /** Reads all live points: the database is the truth, the worker keeps no file of its own. */
  constructor(path: string) {
    this.#reader = new IndexReader(path);
    for (const { generation, dimensions } of this.#reader.generations()) {
      this.#collections.set(generation, new CollectionIndex(this.#memory, dimensions));
    }
    this.#reader.snapshot(() => {
      const documents = new Map([...this.#reader.documents()].map((document) => [document.key, document]));
      for (const point of this.#reader.points()) {
        const document = documents.get(point.documentKey);
        if (document) this.#collections.get(document.generation)?.load(document, point);
      }
    });
    for (const collection of this.#collections.values()) collection.finishLoad();
  }

  handle(request: Request): Requests[RequestKind]['answer'] {
    switch (request.kind) {
      case 'create':
        return this.#create(request.ask);
      case 'drop':
        return this.#drop(request.ask.generation);
      case 'refresh':
        return this.#refresh(request.ask);
      case 'query':
        return searchCollection(this.#collection(request.ask.generation), request.ask.query, (keys) =>
          this.#reader.candidates(keys),
        );
      case 'close':
        this.#reader.close();
        return null;
      case 'memory':
        return this.#measure();
    }
  }

  #create({ generation, dimensions }: Requests['create']['ask']): null {
    if (this.#collections.get(generation)?.rows.dimensions !== dimensions) {
      this.#drop(generation);
      this.#collections.set(generation, new CollectionIndex(this.#memory, dimensions));
    }
    return null;
  }

  #drop(generation: string): null {
    this.#collections.get(generation)?.release();
    this.#collections.delete(generation);
    return null;
  }

  #refresh({ generation, documentId }: Requests['refresh']['ask']): number {
    const index = this.#collection(generation);
    const found = this.#reader.document(generation, documentId);
    return index.refresh(documentId, found?.document ?? null, found?.keys ?? [], (key) => this.#reader.point(key));
  }

  #measure(): WorkerMemory {
    const collections = [...this.#collections.values()];
    const sum = (of: (collection: CollectionIndex) => number) =>
      collections.reduce((total, collection) => total + of(collection), 0);
    return {
      rows: sum(({ rows }) => rows.size),
      deadRows: sum(({ rows }) => rows.dead),
      postings: sum(({ postings }) => postings.size),
      rowBytes: this.#memory.bytes.byteLength,
    };
  }

  #collection(generation: string): CollectionIndex {
    const index = this.#collections.get(generation);
    if (index) return index;
    throw new KnowledgeBaseError(
      'collection_not_found',
      `Cannot search generation ${generation}: the index has none of it; put its collection again`,
      { facts: { generation } },
    );
  }
}

function toWorkerError(error: unknown, path: string): WorkerError {
  const cause = toStorageError(error, 'search the index', path);
  if (cause instanceof KnowledgeBaseError) return { code: cause.code, message: cause.message, facts: cause.facts };
  return { code: 'internal_error', message: `Cannot search the index: ${String(error)}`, facts: {} };
}

function serve({ path }: WorkerStart): void {
  const post = (message: Message) => parentPort?.postMessage(message);
  let worker: SearchWorker;
  try {
    worker = new SearchWorker(path);
  } catch (error) {
    post({ kind: 'failed', error: toWorkerError(error, path) });
    return;
  }
  parentPort?.on('message', (request: Request) => {
    try {
      post({ kind: 'answer', id: request.id, answer: worker.handle(request) });
    } catch (error) {
      post({ kind: 'error', id: request.id, error: toWorkerError(error, path) });
    }
  });
  post({ kind: 'ready' });
}

serve(workerData as WorkerStart);
