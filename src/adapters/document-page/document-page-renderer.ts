import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { compiledFile } from '../../compiled-file.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { DocumentRenderer, ShownText } from '../../ports/document-renderer.js';

/** A part of a page holds 100,000 characters at most, which take 0.2 to 1.5 s; more is a text made to hang a parser. */
const standardTimeoutMs = 10_000;
const memoryLimitMb = 512;
/** A worker holds its parser warm; after this time without a page it ends. */
const idleTimeoutMs = 60_000;
/** Pages that may wait; people look at one page at a time. */
const maxWaiting = 100;

/**
 * Renders documents in a worker thread: text that keeps a parser busy, by accident or on purpose, holds up no question,
 * and its death is one page's.
 *
 * @throws Error when the package was not built: workers run compiled code.
 */
export function openDocumentRenderer({ timeoutMs = standardTimeoutMs }: { timeoutMs?: number } = {}): DocumentRenderer {
  const pool = new Piscina<ShownText, string>({
    filename: fileURLToPath(compiledFile('src/adapters/document-page/document-page-worker')),
    minThreads: 0,
    maxThreads: 1,
    maxQueue: maxWaiting,
    idleTimeout: idleTimeoutMs,
    execArgv: [], // The program's own flags (a loader, --input-type) are not the worker's.
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb, stackSizeMb: 4 },
  });
  return {
    async render(shown, signal) {
      signal?.throwIfAborted();
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        return await pool.run(shown, { signal: signal ? AbortSignal.any([signal, deadline]) : deadline });
      } catch (error) {
        signal?.throwIfAborted();
        throw toRenderError(error, deadline.aborted, timeoutMs);
      }
    },
    close: () => pool.destroy(),
  };
}

function toRenderError(cause: unknown, late: boolean, timeoutMs: number): KnowledgeBaseError {
  const message = cause instanceof Error ? cause.message : '';
  if (late || /queue/i.test(message)) {
    return new KnowledgeBaseError(
      'timeout',
      `Cannot show the document: its page was not ready within ${timeoutMs} ms; try again, or read its sections`,
      { cause },
    );
  }
  return new KnowledgeBaseError(
    'document_too_complex',
    'Cannot show the document: its page needs more memory or nesting than allowed; read its sections instead',
    { cause },
  );
}
