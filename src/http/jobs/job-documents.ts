import { KnowledgeBaseError } from '../../core/errors.js';
import type { Batch, BatchDocument } from '../../jobs/ingest-jobs.js';
import type { KnowledgeBase } from '../../knowledge-base.js';
import { mediaTypeOfName } from '../../walk-folder.js';
import { documentMediaType } from '../document-media-type.js';
import type { JobRequest } from './job-request.js';
import type { ManifestEntry } from './manifest.js';

/** Documents read from the server's disk side by side: more would hold more of them in memory. */
const readsAtOnce = 8;

/**
 * Puts into a batch what a request names without sending it: texts, hashes, and paths of the server.
 *
 * @throws KnowledgeBaseError `path_not_allowed`, or what stops the batch. What is wrong with one document is its end.
 */
export async function addNamedDocuments(
  knowledgeBase: Pick<KnowledgeBase, 'sourceFiles'>,
  batch: Batch,
  request: JobRequest,
  signal: AbortSignal,
): Promise<void> {
  for (const entry of request.documents) {
    if (entry.path !== undefined) await addPath(knowledgeBase, batch, request, entry.path, signal, entry);
    else if (entry.text !== undefined)
      await batch.add(toBatchDocument(request, entry, { mediaType: 'text/markdown' }), Buffer.from(entry.text));
    else if (entry.revision !== undefined) batch.addByRevision(toBatchDocument(request, entry), entry.revision);
    else batch.addFailed(entry.id ?? entry.file ?? '', notSent(entry));
  }
  for (const path of request.paths) await addPath(knowledgeBase, batch, request, path, signal);
}

/** @param entry what a manifest says of the one file at the path; a folder keeps the ids of its files. */
export async function addPath(
  { sourceFiles }: Pick<KnowledgeBase, 'sourceFiles'>,
  batch: Batch,
  request: JobRequest,
  path: string,
  signal: AbortSignal,
  entry?: ManifestEntry,
): Promise<void> {
  const { files, problems } = await sourceFiles.find(path, request.source);
  for (const { id, problem } of problems) batch.addFailed(id, problem);
  const isOne = files.length === 1;
  const waiting = files.values();
  const work = async (): Promise<void> => {
    for (const file of waiting) {
      signal.throwIfAborted();
      const id = (isOne && entry?.id) || file.id;
      try {
        const bytes = await file.read();
        await batch.add(toBatchDocument(request, { ...entry, id }, documentMediaType(file.mediaType)), bytes);
      } catch (error) {
        // Of the two only reading is the document's own affair; what stops the batch comes again with the next document.
        if (!(error instanceof KnowledgeBaseError) || error.status >= 500) throw error;
        batch.addFailed(id, error);
      }
    }
  };
  await Promise.all(Array.from({ length: readsAtOnce }, work));
}

/** A document of the batch: its own metadata over the job's, its own labels instead of the job's. */
export function toBatchDocument(
  request: JobRequest,
  entry: Partial<ManifestEntry>,
  guess: { mediaType?: string } = {},
): BatchDocument {
  const access = entry.access ?? request.access;
  const given = entry.mediaType === undefined ? guess : documentMediaType(entry.mediaType);
  return {
    id: entry.id ?? '',
    ...given,
    metadata: { ...request.metadata, ...entry.metadata },
    ...(access !== undefined && { access }),
  };
}

/** The id of a file that was sent: `source/name`; the name alone without a source. */
export function idOfFile(request: JobRequest, name: string): string {
  const inside = name.replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
  return request.source === undefined ? inside : `${request.source}/${inside}`;
}

/** As the command line says it of a file: by its ending, else left to guess. */
export function guessOfName(name: string): { mediaType?: string } {
  const type = mediaTypeOfName(name);
  return type === undefined ? {} : documentMediaType(type);
}

export function notSent(entry: ManifestEntry): KnowledgeBaseError {
  const where = entry.line === undefined ? '' : ` in line ${entry.line} of the manifest`;
  return new KnowledgeBaseError(
    'invalid_manifest',
    `Cannot find file "${(entry.file ?? entry.id ?? '').slice(0, 200)}"${where}: it was not sent; send it, or take the line out`,
  );
}
