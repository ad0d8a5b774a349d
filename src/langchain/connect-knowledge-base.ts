import type { Passage } from '../core/reply.js';
import type { FoundPassage, KnowledgeSource } from './knowledge-source.js';

/** The part of `/v1/search`'s answer that is read here. */
interface WirePassage {
  readonly document_id: string;
  readonly document_title: string;
  readonly section_id: string;
  readonly heading_path: readonly string[];
  readonly text: string;
  readonly place: {
    readonly unit: Passage['place']['unit'];
    readonly start: number;
    readonly end: number;
    readonly start_offset: number;
    readonly end_offset: number;
  };
  readonly metadata: Passage['metadata'];
  readonly confidence: number;
}

/**
 * A knowledge base on a running Kaoju server. Every method rejects with an Error that quotes the server's problem, its
 * `code` in the message.
 *
 * @param options.url the server's root, `http://127.0.0.1:8080`
 */
export function connectKnowledgeBase(options: { readonly url: string; readonly apiKey?: string }): KnowledgeSource {
  const root = options.url.replace(/\/+$/, '');
  const authorization = options.apiKey ? { authorization: `Bearer ${options.apiKey}` } : {};

  async function request(method: string, path: string, init: RequestInit): Promise<unknown> {
    const headers = { ...authorization, ...init.headers };
    const response = await fetch(`${root}${path}`, { ...init, method, headers });
    const body: unknown = await response.json();
    if (response.ok) return body;
    const { detail = response.statusText, code = '' } = body as { detail?: string; code?: string };
    throw new Error(`${detail} [${code || response.status}]`);
  }
  const documentPath = (collection: string, id: string) =>
    `/v1/collections/${encodeURIComponent(collection)}/documents/${encodeURIComponent(id)}`;

  return {
    async search(collection, question, { filters, topK, signal } = {}) {
      const body = { question, collection, ...(filters && { filters }), ...(topK !== undefined && { top_k: topK }) };
      const answer = await request('POST', '/v1/search', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        ...(signal && { signal }),
      });
      const { passages } = answer as { passages: readonly WirePassage[] };
      return { passages: passages.map(foundPassageOf) };
    },
    putDocument(collection, { id, bytes, mediaType = 'text/markdown', metadata = {} }) {
      return request('PUT', documentPath(collection, id), {
        headers: { 'content-type': mediaType, 'x-kaoju-metadata': asciiJson(metadata) },
        body: Buffer.from(bytes),
      });
    },
    deleteDocument: (collection, id) => request('DELETE', documentPath(collection, id), {}),
  };
}

function foundPassageOf(passage: WirePassage): FoundPassage {
  const { unit, start, end, start_offset, end_offset } = passage.place;
  return {
    documentId: passage.document_id,
    documentTitle: passage.document_title,
    sectionId: passage.section_id,
    headingPath: passage.heading_path,
    text: passage.text,
    place: { unit, start, end, startOffset: start_offset, endOffset: end_offset },
    metadata: passage.metadata,
    confidence: passage.confidence,
  };
}

/** Headers carry ASCII. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
