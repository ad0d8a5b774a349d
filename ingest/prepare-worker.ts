import { jiebaTermExtractor } from '../src/adapters/jieba-term-extractor.js';
import { KnowledgeBaseError } from '../src/core/errors.js';
import { termWeighting } from '../src/core/term-weighting.js';
import { documentVector } from '../src/core/terms.js';
import { prepareDocument, prepareSteps } from './prepare-document.js';
import type { PrepareResult, PrepareTask } from './prepare-task.js';

/** Entry of a parsing worker: prepares one document, and writes down where it is in case it does not come back. */
export default async function prepareInWorker({ input, progress }: PrepareTask): Promise<PrepareResult> {
  progress[0] = Date.now();
  try {
    const document = await prepareDocument(input, (step) => {
      progress[1] = prepareSteps.indexOf(step);
    });
    const extractor = jiebaTermExtractor();
    const terms = document.parts.map((part) => documentVector(part.embeddedText, extractor, termWeighting));
    return { document: { ...document, terms } };
  } catch (error) {
    // A thread boundary makes plain errors of all errors, so the parts of ours cross on their own.
    if (!(error instanceof KnowledgeBaseError)) throw error;
    return { error: { code: error.code, message: error.message, facts: { ...error.facts } } };
  }
}
