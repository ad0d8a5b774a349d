import type { OpenPdf, RawOutlineItem } from './open-pdf.js';

/** A bookmark: what the author calls a place in the document, and where it points. */
export interface Bookmark {
  readonly title: string;
  /** Nesting, from 1. */
  readonly level: number;
  /** 1-based page that it points to; null when that cannot be found out. */
  readonly page: number | null;
}

/** More bookmarks than any document for readers has; the rest is left alone. */
const bookmarkLimit = 5_000;
/** Deeper nesting counts as this level. */
const deepestLevel = 6;

/** Reads the bookmarks in order, without recursion: an outline 10,000 levels deep is only long. */
export async function bookmarksOf(pdf: OpenPdf): Promise<Bookmark[]> {
  const bookmarks: Bookmark[] = [];
  const waiting: Array<{ item: RawOutlineItem; level: number }> = [];
  for (const item of (pdf.outline ?? []).toReversed()) waiting.push({ item, level: 1 });
  while (bookmarks.length < bookmarkLimit) {
    const next = waiting.pop();
    if (next === undefined) break;
    const title = next.item.title.trim();
    const level = Math.min(next.level, deepestLevel);
    if (title !== '') bookmarks.push({ title, level, page: await pageOf(pdf, next.item.dest) });
    for (const child of (next.item.items ?? []).toReversed()) waiting.push({ item: child, level: next.level + 1 });
  }
  return bookmarks;
}

async function pageOf(pdf: OpenPdf, destination: RawOutlineItem['dest']): Promise<number | null> {
  try {
    const target = typeof destination === 'string' ? await pdf.document.getDestination(destination) : destination;
    const reference: unknown = target?.[0];
    if (typeof reference === 'number') return reference + 1;
    if (typeof reference !== 'object' || reference === null) return null;
    return (await pdf.document.getPageIndex(reference as Parameters<typeof pdf.document.getPageIndex>[0])) + 1;
  } catch {
    // A bookmark to nowhere still says that the title is one.
    return null;
  }
}
