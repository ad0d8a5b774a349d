import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RequestOptions } from '../client.js';
import type { FoundDocument } from '../find-documents.js';

/** What a job is made of: files to send, and entries of the manifest for all documents. */
export interface JobUpload {
  /** The field `job`. */
  readonly job: object;
  /** Sent; named by number, since a name of a file need not be text. */
  readonly files: readonly FoundDocument[];
  /** More lines of the manifest: documents that stay as they are. */
  readonly entries: readonly object[];
}

/** A form of a job, made while it is sent: no more than one file is in memory. */
export function jobUpload(
  { job, files, entries }: JobUpload,
  onSent: (document: FoundDocument) => void,
): Pick<RequestOptions, 'stream' | 'headers'> {
  const boundary = `kaoju-${randomUUID()}`;
  const manifest = [
    ...files.map(({ id, mediaType }, index) => ({ id, file: String(index), media_type: mediaType })),
    ...entries,
  ];
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'idempotency-key': randomUUID() },
    async *stream() {
      yield part(boundary, 'job', null, JSON.stringify(job));
      yield part(boundary, 'manifest', 'manifest.jsonl', manifest.map((entry) => JSON.stringify(entry)).join('\n'));
      for (const [index, document] of files.entries()) {
        // A file that is gone since it was hashed is not sent, and its line of the manifest becomes a failure by name.
        const bytes = await readFile(document.location).catch(() => null);
        if (bytes) yield part(boundary, 'files', String(index), bytes);
        onSent(document);
      }
      yield Buffer.from(`--${boundary}--\r\n`);
    },
  };
}

function part(boundary: string, name: string, filename: string | null, content: string | Uint8Array): Uint8Array {
  const disposition = `form-data; name="${name}"${filename === null ? '' : `; filename="${filename}"`}`;
  const head = `--${boundary}\r\ncontent-disposition: ${disposition}\r\ncontent-type: application/octet-stream\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(filename === null ? head.replace('application/octet-stream', 'text/plain') : head),
    typeof content === 'string' ? Buffer.from(content) : content,
    Buffer.from('\r\n'),
  ]);
}
