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
    if (process.listenerCount('unhandledRejection') === 1) throw reason;
  });
}
