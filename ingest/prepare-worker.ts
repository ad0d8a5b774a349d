import { KnowledgeBaseError } from '../src/core/errors.js';
import type { TermExtractor } from '../src/core/terms.js';
import { prepareDocument, prepareSteps } from './prepare-document.js';
import type { ExtractorModule, PrepareResult, PrepareTask } from './prepare-task.js';

/** Entry of a parsing worker: prepares one document, and writes down where it is in case it does not come back. */
export default async function prepareInWorker({ input, progress, extractor }: PrepareTask): Promise<PrepareResult> {
  progress[0] = Date.now();
  try {
    const document = await prepareDocument(input, {
      ...(extractor && { extractTerms: await loadExtractor(extractor) }),
      onStep: (step) => {
        progress[1] = prepareSteps.indexOf(step);
      },
    });
    return { document };
  } catch (error) {
    // A thread boundary makes plain errors of all errors, so the parts of ours cross on their own.
    if (!(error instanceof KnowledgeBaseError)) throw error;
    return { error: { code: error.code, message: error.message, facts: { ...error.facts } } };
  }
}

let loaded: Promise<TermExtractor> | undefined;

/** Once a worker: a dictionary takes a moment to load. */
function loadExtractor({ url, exportName }: ExtractorModule): Promise<TermExtractor> {
  loaded ??= import(url).then((module: Record<string, () => TermExtractor>) => {
    const create = module[exportName];
    if (!create) throw new Error(`Cannot find "${exportName}" in ${url}`);
    return create();
  });
  return loaded;
}
