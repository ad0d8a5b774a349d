import { KnowledgeBaseError } from '../src/core/errors.js';
import type { TermExtractor } from '../src/core/terms.js';
import type { Ocr } from '../src/ports/ocr.js';
import { inNativeCode, type NativeGuard } from './native-guard.js';
import { prepareDocument } from './prepare-document.js';
import { prepareSteps } from './prepare-steps.js';
import { type PrepareResult, type PrepareTask, progressAt, type WorkerModule } from './prepare-task.js';

/** Entry of a parsing worker: prepares one document, and writes down where it is in case it does not come back. */
export default async function prepareInWorker({
  input,
  progress,
  guard,
  extractor,
  ocr,
}: PrepareTask): Promise<PrepareResult> {
  progress[progressAt.began] = Date.now();
  try {
    const document = await prepareDocument(input, {
      ...(extractor && { extractTerms: await loaded<TermExtractor>(extractor) }),
      ...(ocr && { ocr: ocrOf(ocr, guard) }),
      allowTime: (milliseconds) => {
        progress[progressAt.allowedMs] = (progress[progressAt.allowedMs] ?? 0) + milliseconds;
      },
      onStep: (step) => {
        progress[progressAt.step] = prepareSteps.indexOf(step);
      },
    });
    return { document };
  } catch (error) {
    // A thread boundary makes plain errors of all errors, so the parts of ours cross on their own.
    if (!(error instanceof KnowledgeBaseError)) throw error;
    return { error: { code: error.code, message: error.message, facts: { ...error.facts } } };
  }
}

const modules = new Map<string, Promise<unknown>>();

/** Once a worker: a dictionary or a model takes a moment to load. */
async function loaded<Port>({ url, exportName }: WorkerModule): Promise<Port> {
  const key = `${url} ${exportName}`;
  const making =
    modules.get(key) ??
    import(url).then((module: Record<string, () => Port>) => {
      const create = module[exportName];
      if (!create) throw new Error(`Cannot find "${exportName}" in ${url}`);
      return create();
    });
  modules.set(key, making);
  return (await making) as Port; // Kept under the name of the module that made it.
}

/** OCR whose module is loaded by the first page that needs it: most documents never do. */
function ocrOf(module: WorkerModule, guard: NativeGuard): Ocr {
  return {
    read: (picture) => inNativeCode(guard, async (signal) => (await loaded<Ocr>(module)).read(picture, signal)),
    close: async () => (await loaded<Ocr>(module)).close(),
  };
}
