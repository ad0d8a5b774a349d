import type { FastifyRequest } from 'fastify';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { Batch } from '../../jobs/ingest-jobs.js';
import type { KnowledgeBase } from '../../knowledge-base.js';
import { decodeName } from '../../walk-folder.js';
import { addPath, guessOfName, idOfFile, notSent, toBatchDocument } from './job-documents.js';
import { type JobRequest, toJobRequest } from './job-request.js';
import { type ManifestEntry, parseManifest } from './manifest.js';

/** Bytes of one part: an archive may be large. */
const maxPartBytes = 4_000_000_000;
/** Bytes of the fields `job` and `manifest`. */
const maxFieldBytes = 32_000_000;
const maxFiles = 100_000;

export interface JobFormParts {
  readonly knowledgeBase: Pick<KnowledgeBase, 'sourceFiles' | 'archives'>;
  readonly openBatch: (request: JobRequest) => Promise<Batch>;
  readonly maxDocumentBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Reads a form of `job` (JSON), `manifest` (JSONL), and any number of `files` and `archive`s, in this order: what files are
 * must be known when they come. Nothing is held beyond one file.
 *
 * @throws KnowledgeBaseError `invalid_request`, `invalid_manifest`, `unsafe_archive`, or what the batch is stopped by.
 */
export async function readJobForm(
  request: FastifyRequest,
  parts: JobFormParts,
): Promise<{ batch: Batch; job: JobRequest }> {
  const form = new JobForm(parts);
  try {
    for await (const part of readableParts(request)) {
      if (part.type === 'field') await form.takeField(part.fieldname, textOf(part.value));
      else {
        try {
          await form.takeFile(part.fieldname, nameOf(part.filename), part.file);
        } finally {
          // A part left unread would keep the request hanging.
          part.file.resume();
        }
      }
    }
    return await form.end();
  } catch (error) {
    await form.discard();
    throw error;
  }
}

class JobForm {
  readonly #parts: JobFormParts;
  readonly #manifest = new Map<string, ManifestEntry[]>();
  #job: JobRequest | undefined;
  #batch: Batch | undefined;

  constructor(parts: JobFormParts) {
    this.#parts = parts;
  }

  async takeField(name: string, value: string): Promise<void> {
    if (name === 'job') {
      if (this.#job) throw invalidPart('job', 'is there twice');
      this.#job = toJobRequest(parseJson(value));
      this.#batch = await this.#parts.openBatch(this.#job);
    } else if (name === 'manifest') await this.#takeManifest(value);
    else throw invalidPart(name, 'is not expected; send job, manifest, files and archive');
  }

  async takeFile(name: string, filename: string, content: FileContent): Promise<void> {
    const { maxDocumentBytes, signal } = this.#parts;
    const { job, batch } = this.#opened(name);
    if (name === 'manifest') return await this.#takeManifest((await readAll(content, maxFieldBytes))?.toString() ?? '');
    if (name === 'files') {
      const bytes = await readAll(content, maxDocumentBytes);
      return await this.#add(job, batch, filename, bytes ?? tooLarge(filename, maxDocumentBytes));
    }
    if (name !== 'archive') throw invalidPart(name, 'is not expected; send job, manifest, files and archive');
    for await (const entry of this.#parts.knowledgeBase.archives.read(filename, content, signal))
      await this.#add(job, batch, entry.name, 'bytes' in entry ? entry.bytes : entry.problem);
  }

  async end(): Promise<{ batch: Batch; job: JobRequest }> {
    const { job, batch } = this.#opened('job');
    for (const entry of [...this.#manifest.values()].flat())
      batch.addFailed(entry.id ?? idOfFile(job, entry.file ?? ''), notSent(entry));
    return { job, batch };
  }

  async discard(): Promise<void> {
    await this.#batch?.discard();
  }

  async #takeManifest(text: string): Promise<void> {
    const { job, batch } = this.#opened('manifest');
    for (const entry of parseManifest(text)) {
      const { file } = entry;
      if (file !== undefined) this.#manifest.set(file, [...(this.#manifest.get(file) ?? []), entry]);
      else if (entry.text !== undefined)
        await batch.add(toBatchDocument(job, entry, { mediaType: 'text/markdown' }), Buffer.from(entry.text));
      else if (entry.path !== undefined)
        await addPath(this.#parts.knowledgeBase, batch, job, entry.path, this.#parts.signal, entry);
      else if (entry.revision !== undefined) batch.addByRevision(toBatchDocument(job, entry), entry.revision);
    }
  }

  /** A file goes by what the manifest says of it, once a line; one that no line names goes by its name. */
  async #add(job: JobRequest, batch: Batch, name: string, content: Uint8Array | KnowledgeBaseError): Promise<void> {
    const lines = this.#manifest.get(name) ?? [{}];
    this.#manifest.delete(name);
    for (const entry of lines) {
      const document = toBatchDocument(job, { id: idOfFile(job, name), ...definedOf(entry) }, guessOfName(name));
      if (content instanceof KnowledgeBaseError) batch.addFailed(document.id, content);
      else await batch.add(document, content);
    }
  }

  #opened(before: string): { job: JobRequest; batch: Batch } {
    if (this.#job && this.#batch) return { job: this.#job, batch: this.#batch };
    throw invalidPart(
      'job',
      `must come before ${before === 'job' ? 'the end' : before}: a JSON object with the collection`,
    );
  }
}

type FileContent = AsyncIterable<Buffer> & { readonly truncated: boolean };

async function* readableParts(request: FastifyRequest) {
  // Latin-1 keeps the bytes of names and values: `nameOf` and `textOf` decode them.
  const options = { preservePath: true, defCharset: 'latin1' };
  const limits = {
    fileSize: maxPartBytes,
    files: maxFiles,
    fields: 2,
    fieldSize: maxFieldBytes,
    parts: maxFiles + 2,
    headerPairs: 50,
  };
  try {
    yield* request.parts({ ...options, limits });
  } catch (cause) {
    if (cause instanceof KnowledgeBaseError) throw cause;
    throw new KnowledgeBaseError(
      'invalid_request',
      'Cannot read the form: it is broken; send job, manifest and files as RFC 7578 says',
      { cause },
    );
  }
}

/** Null when there is more than allowed; the rest is read past, or the form would stand still. */
async function readAll(content: FileContent, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length > maxBytes || content.truncated ? null : Buffer.concat(chunks);
}

function textOf(value: unknown): string {
  // A field of type application/json comes parsed already.
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(text, 'latin1').toString('utf8');
}

/** A name that a form encoded itself (`filename*`) comes decoded; bytes beyond Latin-1 tell it. */
function nameOf(filename: string): string {
  const isDecoded = [...filename].some((character) => (character.codePointAt(0) ?? 0) > 0xff);
  return isDecoded ? filename : decodeName(Buffer.from(filename, 'latin1'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidPart('job', 'is not valid JSON');
  }
}

function definedOf(entry: Partial<ManifestEntry>): Partial<ManifestEntry> {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}

function tooLarge(name: string, limit: number): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'payload_too_large',
    `Cannot take "${name.slice(0, 200)}": it has more than ${limit} bytes; split it, or raise KAOJU_MAX_DOCUMENT_MB`,
    { facts: { limit_bytes: limit } },
  );
}

function invalidPart(name: string, message: string): KnowledgeBaseError {
  const shown = name.slice(0, 80);
  return new KnowledgeBaseError('invalid_request', `Cannot read the form: part "${shown}" ${message}`, {
    facts: { errors: [{ pointer: `/${shown}`, message }] },
  });
}
