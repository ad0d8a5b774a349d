import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a view link opens. */
export interface ViewTarget {
  readonly collection: string;
  readonly documentId: string;
  /** The first 16 hexadecimal digits of the document's revision: enough to tell whether it is still the live one. */
  readonly revision: string;
  readonly sectionId: string;
  /** `51-76`: the cited characters of the text as loaded, end exclusive; the whole section without. */
  readonly at?: string;
}

/** The query of a link as it came in: nothing of it is to be trusted before {@link readerOfLink} said so. */
export interface ViewLinkQuery {
  readonly section?: string;
  readonly at?: string;
  readonly rev?: string;
  readonly exp?: string;
  readonly sig?: string;
}

/** Access labels of a reader; null for full access. */
export type ReaderLabels = readonly string[] | null;

/**
 * The query of a link to a document's page for a reader with these labels.
 *
 * @param expires seconds since 1970.
 */
export function signViewLink(secret: Uint8Array, target: ViewTarget, labels: ReaderLabels, expires: number): string {
  const { sectionId, at, revision } = target;
  const parameters: [string, string][] = [['section', sectionId]];
  if (at !== undefined) parameters.push(['at', at]);
  const exp = String(expires);
  parameters.push(['rev', revision], ['exp', exp], ['sig', signatureOf(secret, target, labels, exp)]);
  return new URLSearchParams(parameters).toString();
}

/** What became of the check of a link. */
export type ViewLinkCheck =
  | { readonly state: 'valid'; readonly labels: ReaderLabels }
  | { readonly state: 'expired' }
  | { readonly state: 'invalid' };

/**
 * Finds the reader that a link was made for. The labels do not stand in the link, where they would tell whoever sees it
 * what labels there are: each reader that the server knows is tried, so that a link ends with the last key that has its labels.
 *
 * @param now seconds since 1970.
 */
export function readerOfLink(
  secret: Uint8Array,
  document: { readonly collection: string; readonly documentId: string },
  query: ViewLinkQuery,
  readers: readonly ReaderLabels[],
  now: number,
): ViewLinkCheck {
  const { section = '', at, rev = '', exp = '', sig = '' } = query;
  const target = { ...document, sectionId: section, revision: rev, ...(at !== undefined && { at }) };
  const given = Buffer.from(sig);
  const found = readers.find((labels) => {
    const expected = Buffer.from(signatureOf(secret, target, labels, exp));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  if (found === undefined) return { state: 'invalid' };
  // Only now: whether a forged link would have expired is nobody's business.
  return Number(exp) > now ? { state: 'valid', labels: found } : { state: 'expired' };
}

/** The list is JSON, so no two different links have the same text to sign; its first entry is the format's version. */
function signatureOf(secret: Uint8Array, target: ViewTarget, labels: ReaderLabels, exp: string): string {
  const { collection, documentId, revision, sectionId, at = null } = target;
  const sorted = labels === null ? null : [...new Set(labels)].sort();
  const signed = JSON.stringify(['view-1', collection, documentId, revision, sectionId, at, sorted, exp]);
  return createHmac('sha256', secret).update(signed).digest('base64url');
}
