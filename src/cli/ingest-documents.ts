import { readFile } from 'node:fs/promises';
import { type Client, ProblemError } from './client.js';
import type { FoundDocument } from './find-documents.js';
import { problemLines } from './show-problem.js';
import type { Terminal } from './terminal.js';
import type { WirePutDocumentReply } from './wire.js';

/** One document's end: published, or failed with the problem that the server named. */
export type IngestOutcome =
  | { readonly document: FoundDocument; readonly reply: WirePutDocumentReply }
  | { readonly document: FoundDocument; readonly error: unknown };

/** Documents under way at once: while one is parsed or written, the encoder works on another and never waits. */
const documentsInFlight = 4;

export interface IngestSettings {
  readonly collection: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Undefined: an existing document keeps its labels. */
  readonly access: readonly string[] | undefined;
  /** Of encrypted PDFs. */
  readonly password?: string | undefined;
}

/**
 * Puts documents into a collection, several at a time. A failure ends that document alone, and is told at once.
 *
 * @returns one outcome per document started, in order of completion. An abort starts no more and leaves those under way
 * out: what was published stays.
 */
export async function ingestDocuments(
  client: Client,
  documents: readonly FoundDocument[],
  settings: IngestSettings,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<IngestOutcome[]> {
  const outcomes: IngestOutcome[] = [];
  const progress = terminal.progress('ingest', documents.length);
  const waiting = documents.values();
  const work = async (): Promise<void> => {
    for (const document of waiting) {
      if (signal.aborted) return;
      const outcome = await put(client, document, settings, signal);
      if (signal.aborted && 'error' in outcome) return;
      outcomes.push(outcome);
      if ('error' in outcome) tellFailure(terminal, outcome.document, outcome.error);
      progress.advance(document.id);
    }
  };
  try {
    await Promise.all(Array.from({ length: documentsInFlight }, work));
  } finally {
    progress.stop();
  }
  return outcomes;
}

async function put(
  client: Client,
  document: FoundDocument,
  settings: IngestSettings,
  signal: AbortSignal,
): Promise<IngestOutcome> {
  const path = `/v1/collections/${encodeURIComponent(settings.collection)}/documents/${encodeURIComponent(document.id)}`;
  try {
    const bytes = await readFile(document.location, { signal });
    const headers = headersOf(document, settings);
    return { document, reply: await client.request<WirePutDocumentReply>('PUT', path, { bytes, headers, signal }) };
  } catch (error) {
    // A programming error must not look like a flaw of the file.
    if (error instanceof ProblemError || signal.aborted || isFileError(error)) return { document, error };
    throw error;
  }
}

function headersOf(document: FoundDocument, settings: IngestSettings): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': document.mediaType };
  if (Object.keys(settings.metadata).length > 0) headers['x-kaoju-metadata'] = asciiJson(settings.metadata);
  if (settings.access !== undefined) headers['x-kaoju-access'] = settings.access.map(encodeURIComponent).join(',');
  if (settings.password !== undefined) headers['x-kaoju-password'] = encodeURIComponent(settings.password);
  return headers;
}

/** JSON with everything beyond ASCII as `\uXXXX`, as a header can carry it. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Node's own errors carry the failed system call. */
function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function tellFailure(terminal: Terminal, document: FoundDocument, error: unknown): void {
  terminal.note(`${document.id}`);
  for (const line of problemLines(error, false)) terminal.note(`  ${line}`);
}
