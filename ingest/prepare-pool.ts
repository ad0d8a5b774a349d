import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { compiledFile } from '../src/compiled-file.js';
import { KnowledgeBaseError } from '../src/core/errors.js';
import type { PreparedDocument } from './loaded-document.js';
import { createNativeGuard, leftNativeCode, type NativeGuard } from './native-guard.js';
import type { PrepareInput } from './prepare-document.js';
import { watchLimits } from './prepare-limits.js';
import { type PrepareStep, prepareSteps } from './prepare-steps.js';
import { type PrepareResult, type PrepareTask, progressAt, type WorkerModule } from './prepare-task.js';

export interface PreparePoolOptions {
  /** Worker threads; one a core unless set. */
  readonly threads?: number;
  /** Heap of one worker in MiB; 2,048 unless set. A document that needs more fails alone. */
  readonly memoryLimitMb?: number;
  /** MiB by which the whole process may grow while a document is read, its buffers among them; 1,536 unless set. */
  readonly growthLimitMb?: number;
  /** Work on one document, waiting not counted; 20 s and 10 s a MB of its bytes unless set. Pages of a PDF add 1 s each, and those
   * that OCR looks at 120 s. */
  readonly timeoutMs?: number;
  /** Makes the term extractor inside each worker; without one documents come back without terms. */
  readonly extractor?: WorkerModule;
  /** Makes the OCR inside a worker when the first scanned page comes; without one such pages are only named. */
  readonly ocr?: WorkerModule;
}

/** Prepares documents in worker threads: their parsing never blocks the service, and their death is one document's. */
export interface PreparePool {
  /**
   * As `prepareDocument`.
   *
   * @throws KnowledgeBaseError also `document_too_complex` (out of memory) and `timeout`, with the step in
   * `facts.step`; the signal's reason when aborted, which stops the work
   * (after the step of OCR that is under way).
   */
  prepare(
    input: PrepareInput,
    options?: { readonly signal?: AbortSignal; readonly onStep?: (step: PrepareStep) => void },
  ): Promise<PreparedDocument>;
  close(): Promise<void>;
}

/** Ordinary documents take 1.5 µs a byte, dense ones 5; the rest is for busy machines and for starting up. */
const baseTimeoutMs = 20_000;
const timeoutMsPerByte = 0.01;

/**
 * Parsing makes little but short-lived objects: with V8's default of 48 MB half of the time went to collecting them, and
 * 10,000 headings took 2.1 times as long.
 */
const youngGenerationMb = 192;

/** A book of 1,000 pages takes 300 MB, OCR 400; packed bombs take all there is. */
const defaultGrowthLimitMb = 1536;

/** A worker holds its parsers warm; after this time without work it ends. */
const idleTimeoutMs = 60_000;

/** @throws Error when the package was not built: workers run compiled code. */
export function createPreparePool(options: PreparePoolOptions = {}): PreparePool {
  const pool = new Piscina<PrepareTask, PrepareResult>({
    filename: fileURLToPath(compiledFile('ingest/prepare-worker')),
    minThreads: 0,
    maxThreads: options.threads ?? availableParallelism(),
    idleTimeout: idleTimeoutMs,
    execArgv: [], // The program's own flags (a loader, --input-type) are not the workers'.
    resourceLimits: {
      maxOldGenerationSizeMb: options.memoryLimitMb ?? 2048,
      maxYoungGenerationSizeMb: youngGenerationMb,
      stackSizeMb: 4,
    },
  });
  const guards = new Set<NativeGuard>();
  return {
    async prepare(input, { signal, onStep } = {}) {
      signal?.throwIfAborted();
      const progress = new Float64Array(new SharedArrayBuffer(24));
      const timeoutMs = options.timeoutMs ?? Math.ceil(baseTimeoutMs + timeoutMsPerByte * input.bytes.length);
      const growthLimitMb = options.growthLimitMb ?? defaultGrowthLimitMb;
      const limits = watchLimits(progress, { timeoutMs, growthLimitMb });
      const guard = createNativeGuard();
      guards.add(guard);
      const stop = new AbortController();
      const signals = signal ? AbortSignal.any([signal, limits.signal]) : limits.signal;
      signals.addEventListener('abort', () => void leftNativeCode(guard).then(() => stop.abort()), { once: true });
      const steps = onStep && watchSteps(progress, onStep);
      try {
        const result = await pool.run(
          {
            input,
            progress,
            guard,
            ...(options.extractor && { extractor: options.extractor }),
            ...(options.ocr && { ocr: options.ocr }),
          },
          { signal: stop.signal },
        );
        // Stopped between two steps it may have come to an end, with pages left unread.
        signals.throwIfAborted();
        return unwrap(result);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof KnowledgeBaseError) throw error;
        throw deathOf(input.documentId, progress, limits.exceeded(), timeoutMs, error);
      } finally {
        steps?.stop();
        limits.stop();
        guards.delete(guard);
      }
    },
    async close() {
      await Promise.all([...guards].map(leftNativeCode));
      await pool.destroy();
    },
  };
}

/** How often the shared memory is looked at: what is over sooner is nothing to watch. */
const watchMs = 100;

function watchSteps(progress: Float64Array, onStep: (step: PrepareStep) => void): { stop: () => void } {
  let last = 0;
  const timer = setInterval(() => {
    const now = progress[progressAt.step] ?? 0;
    const step = prepareSteps[now];
    if (now === last || step === undefined) return;
    last = now;
    onStep(step);
  }, watchMs);
  return { stop: () => clearInterval(timer) };
}

function unwrap(result: PrepareResult): PreparedDocument {
  if ('document' in result) return result.document;
  throw new KnowledgeBaseError(result.error.code, result.error.message, { facts: result.error.facts });
}

/** The error for a worker that did not come back: out of time, out of memory, or a bug. */
function deathOf(
  documentId: string,
  progress: Float64Array,
  exceeded: 'time' | 'memory' | null,
  timeoutMs: number,
  cause: unknown,
): KnowledgeBaseError {
  const step = prepareSteps[progress[progressAt.step] ?? 0] ?? 'load';
  const allowedMs = timeoutMs + (progress[progressAt.allowedMs] ?? 0);
  const outOfMemory = exceeded === 'memory' || (cause as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY';
  const [code, reason] =
    exceeded === 'time'
      ? (['timeout', `step "${step}" was not done after ${allowedMs} ms; split or simplify the document`] as const)
      : outOfMemory
        ? (['document_too_complex', `step "${step}" needs more memory than allowed; split the document`] as const)
        : (['internal_error', `its worker ended in step "${step}"; report this as a bug with the file`] as const);
  return new KnowledgeBaseError(code, `Cannot ingest document "${documentId}": ${reason}`, {
    cause,
    facts: { documentId, step },
  });
}
