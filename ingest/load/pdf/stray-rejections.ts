/** Names of pdf.js's own exceptions. */
const ownNames = new Set([
  'AbortException',
  'FormatError',
  'InvalidPDFException',
  'MissingDataException',
  'ParserEOFException',
  'ResponseException',
  'UnknownErrorException',
  'XRefEntryException',
  'XRefParseException',
]);

let installed = false;
/** What waits for answers of pdf.js that may be nested too deep to be handed over. */
const waiting = new Set<(error: RangeError) => void>();

/**
 * Keeps promises that pdf.js forgets from ending the thread: in a damaged file some of its parsers reject with nobody
 * listening, even after the document was closed (2 of 360 mutated files). Only its own exceptions are ignored; any other
 * rejection ends the thread as without us, unless somebody else listens too.
 */
export function ignoreStrayRejections(): void {
  if (installed) return;
  installed = true;
  process.on('unhandledRejection', (reason) => {
    const name = (reason as { name?: unknown } | null)?.name;
    if (typeof name === 'string' && ownNames.has(name)) return;
    if (reason instanceof RangeError && waiting.size > 0) {
      for (const fail of [...waiting]) fail(reason);
      return;
    }
    if (process.listenerCount('unhandledRejection') === 1) throw reason;
  });
}

/**
 * An answer of pdf.js that may be nested without bound (outline, structure tree). Copying one that is too deep overflows
 * the stack inside pdf.js, where nobody hears of it, and the answer never comes: then this rejects with that RangeError.
 */
export function orTooDeep<Answer>(answer: Promise<Answer>): Promise<Answer> {
  ignoreStrayRejections();
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      waiting.delete(fail);
      reject(error);
    };
    waiting.add(fail);
    answer.then((value) => {
      waiting.delete(fail);
      resolve(value);
    }, fail);
  });
}
