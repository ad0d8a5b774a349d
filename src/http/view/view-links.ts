import type { ApiKey } from '../../config/parse-api-keys.js';
import type { Place } from '../../core/document.js';
import { type ReaderLabels, readerOfLink, signViewLink, type ViewLinkCheck, type ViewLinkQuery } from './view-link.js';

/** As much of a passage or a citation as its link needs. */
export interface Cited {
  readonly documentId: string;
  readonly documentRevision: string;
  readonly sectionId: string;
  readonly place?: Place;
}

/**
 * Makes the link to the page that shows what is cited, for one reader and one collection. Null where no browser could
 * reach it: inside a program that does not listen.
 */
export type ViewUrl = (cited: Cited) => string | null;

/** Makes and checks the view links of a server. */
export interface ViewLinks {
  /** @param base where the reader reaches the server, without a slash at the end; null when nowhere. */
  readonly urlFor: (collection: string, labels: ReaderLabels, base: string | null) => ViewUrl;
  /**
   * A relative link to another place of a document whose page is open, for the same reader: as long as the link by which
   * it was opened, unsigned where it was opened with a key.
   */
  readonly again: (
    collection: string,
    labels: ReaderLabels,
    target: {
      readonly documentId: string;
      readonly documentRevision: string;
      readonly sectionId: string;
      readonly at: string;
    },
    opened: ViewLinkQuery,
  ) => string;
  readonly check: (collection: string, documentId: string, query: ViewLinkQuery) => ViewLinkCheck;
}

export interface ViewLinkOptions {
  readonly secret: Uint8Array;
  readonly apiKeys: readonly ApiKey[];
  readonly lifetimeDays: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Digits of a revision in a link: 64 bits tell revisions of one document apart, and the link stays short. */
export const revisionDigits = 16;

const hourSeconds = 3600;

export function createViewLinks({ secret, apiKeys, lifetimeDays, now = Date.now }: ViewLinkOptions): ViewLinks {
  const readers = knownReaders(apiKeys);
  return {
    urlFor: (collection, labels, base) => (cited) => {
      if (base === null) return null;
      const { documentId, documentRevision, sectionId, place } = cited;
      const revision = documentRevision.slice(0, revisionDigits);
      const at = place && { at: `${place.startOffset}-${place.endOffset}` };
      // To the hour: the same passage has the same link for a while, which keeps histories and caches of clients small.
      const expires = (Math.ceil(now() / 1000 / hourSeconds) + lifetimeDays * 24) * hourSeconds;
      const query = signViewLink(secret, { collection, documentId, revision, sectionId, ...at }, labels, expires);
      return `${base}${viewPath(collection, documentId)}?${query}#cited`;
    },
    again(collection, labels, { documentId, documentRevision, sectionId, at }, { exp, sig }) {
      if (sig === undefined) return `?${new URLSearchParams({ section: sectionId, at })}`;
      const revision = documentRevision.slice(0, revisionDigits);
      return `?${signViewLink(secret, { collection, documentId, revision, sectionId, at }, labels, Number(exp))}`;
    },
    check: (collection, documentId, query) =>
      readerOfLink(secret, { collection, documentId }, query, readers, now() / 1000),
  };
}

/** Address of a document's page; an id is one segment, however many slashes it holds. */
export function viewPath(collection: string, documentId: string): string {
  return `/v1/collections/${encodeURIComponent(collection)}/documents/${encodeURIComponent(documentId)}/view`;
}

/** Full access (the local token, and everyone on a server without keys) and the labels of every key, each once. */
function knownReaders(apiKeys: readonly ApiKey[]): readonly ReaderLabels[] {
  const readers = new Map<string, ReaderLabels>([['null', null]]);
  for (const { caller } of apiKeys)
    readers.set(JSON.stringify(caller.labels && [...caller.labels].sort()), caller.labels);
  return [...readers.values()];
}
