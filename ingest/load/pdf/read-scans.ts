import type { IngestNote, PageSource, TextLayer } from '../../../src/core/ingest-report.js';
import type { Ocr, OcrPage } from '../../../src/ports/ocr.js';
import type { DroppedLine } from './document-tree.js';
import type { PageContent } from './page-content.js';
import type { PageLines } from './page-furniture.js';
import { openPagePictures, type PagePictures } from './page-pictures.js';
import { scannedContent, settleSizes } from './scanned-text.js';
import { charactersOf, garbledShare, readableLines, textLayerOf } from './text-layer.js';
import { type TextLine, textLines } from './text-line.js';

/** How scans are read. */
export interface ReadScansOptions {
  /** Without it pages are only named. */
  readonly ocr?: Ocr;
  readonly password?: string;
  readonly signal?: AbortSignal;
  /** Called before every page that is looked at, with the milliseconds it may take beyond the document's own. */
  readonly allowTime?: (milliseconds: number) => void;
}

/** Pages with their scans read. */
export interface ReadScans {
  readonly pages: readonly PageLines[];
  /** Garbled lines that OCR replaced. */
  readonly replaced: readonly DroppedLine[];
  readonly sources: readonly PageSource[];
  readonly notes: readonly IngestNote[];
}

/** A dense page takes 4 s on two quiet cores, and took more than 80 where ten other programs wanted them. */
const millisecondsAPage = 120_000;
/** More scanned pages than the longest books have. */
const mostScans = 2_000;
/** Share of a page that pictures must cover before its few words are taken for a stamp on a scan. */
const scanShare = 0.5;
/** Certainty below which the text of OCR is named as doubtful, and no garbled text gives way to it. */
const doubtful = 0.8;

/**
 * Reads by OCR the pages that have no text layer, a garbled one, or a few words over a picture that fills the page.
 *
 * @param bytes the whole file.
 * @param pages as their text layers have them.
 */
export async function readScans(
  bytes: Uint8Array,
  pages: readonly PageLines[],
  options: ReadScansOptions,
): Promise<ReadScans> {
  const layers = pages.map(textLayerOf);
  const scans = new Map<number, Scan>();
  const wanted = pages.filter((_, index) => layers[index] !== 'good').slice(0, mostScans);
  if (options.ocr && wanted.length > 0) {
    const pictures = await openPagePictures(bytes, options.password);
    try {
      for (const page of wanted) {
        options.signal?.throwIfAborted();
        options.allowTime?.(millisecondsAPage);
        const scan = await readScan(pictures, page, textLayerOf(page), options.ocr);
        if (scan !== null) scans.set(page.number, scan);
      }
    } finally {
      await pictures.close();
    }
  }
  return withScans(pages, layers, scans, options.ocr !== undefined);
}

/** One page as OCR read it. */
interface Scan {
  readonly content: PageContent;
  readonly confidence: number;
  readonly turned: OcrPage['turned'];
}

async function readScan(pictures: PagePictures, page: PageLines, layer: TextLayer, ocr: Ocr): Promise<Scan | null> {
  // A broken picture is no reason to refuse the document: the page stays one without text, and is named.
  const scan = await drawAndRead(pictures, page, layer, ocr).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'model_file_invalid') throw error;
    return null;
  });
  if (scan === null) return null;
  if (layer === 'none') return scan;
  const kept = layer === 'garbled' ? readableLines(page) : page.lines;
  const spans = scan.content.spans.filter((span) => !kept.some((line) => covers(line, span)));
  const beside = { ...scan, content: { ...scan.content, spans } };
  if (layer === 'garbled') return scan.confidence >= doubtful ? beside : null;
  const length = spans.reduce((sum, span) => sum + span.text.length, 0);
  return length > charactersOf(page) * 2 ? beside : null;
}

async function drawAndRead(pictures: PagePictures, page: PageLines, layer: TextLayer, ocr: Ocr): Promise<Scan | null> {
  if (layer === 'sparse' && (await pictures.imageShare(page.number)) < scanShare) return null;
  const { picture, scale } = await pictures.draw(page.number);
  const read = await ocr.read(picture);
  const length = read.lines.reduce((sum, line) => sum + line.text.length, 0);
  if (length === 0) return null;
  const confidence = read.lines.reduce((sum, line) => sum + line.confidence * line.text.length, 0) / length;
  return { content: scannedContent(read, page.number, scale), confidence, turned: read.turned };
}

/** Whether a line of the text layer stands where a scanned one does. */
function covers(line: TextLine, span: { left: number; right: number; baseline: number; size: number }): boolean {
  const middle = span.baseline - span.size * 0.3;
  return line.top < middle && line.bottom > middle && line.left < span.right && line.right > span.left;
}

function withScans(
  pages: readonly PageLines[],
  layers: readonly TextLayer[],
  scans: ReadonlyMap<number, Scan>,
  hasOcr: boolean,
): ReadScans {
  const good = pages.filter((_, index) => layers[index] === 'good').flatMap((page) => page.lines);
  const contents = settleSizes(
    [...scans.values()].map((scan) => scan.content),
    usualSize(good),
  );
  const scanned = new Map(contents.map((content) => [content.number, content]));
  const replaced: DroppedLine[] = [];
  const sources: PageSource[] = [];
  const read = pages.map((page, index) => {
    const textLayer = layers[index] ?? 'none';
    const content = scanned.get(page.number);
    const scan = scans.get(page.number);
    const source = content ? 'ocr' : page.lines.length === 0 ? 'none' : 'text_layer';
    const ocrConfidence = scan?.confidence ?? null;
    sources.push({ page: page.number, textLayer, source, ocrConfidence, turned: scan?.turned ?? 0 });
    if (content === undefined) return page;
    const { width, height } = content;
    const kept = textLayer === 'garbled' ? readableLines(page) : page.lines;
    const lost = page.lines.filter((line) => !kept.includes(line));
    replaced.push(...lost.map((line) => ({ line, rule: 'garbled_text' })));
    return { number: page.number, width, height, lines: [...kept, ...textLines(content)] };
  });
  return { pages: read, replaced, sources, notes: notesOf(pages, sources, hasOcr) };
}

function notesOf(pages: readonly PageLines[], sources: readonly PageSource[], hasOcr: boolean): IngestNote[] {
  const notes: IngestNote[] = [];
  for (const { page, source, textLayer, ocrConfidence } of sources) {
    if (source === 'none') {
      const why = hasOcr ? 'and OCR found none in its picture' : 'and OCR is off';
      const code = hasOcr ? 'page_without_text' : 'scan_unread';
      notes.push({ code, message: `Page ${page} has no text layer ${why}: it adds nothing`, page });
    } else if (source === 'text_layer' && textLayer === 'garbled') {
      const lines = pages[page - 1];
      const percent = Math.round((lines ? garbledShare(lines) : 1) * 100);
      const share = percent > 0 ? `of which ${percent} % is garbled` : 'of characters that no text uses';
      const why = hasOcr ? 'and OCR could not read its picture' : 'and OCR is off';
      const message = `Page ${page} has a text layer ${share} (its fonts do not say which characters they draw), ${why}`;
      notes.push({ code: hasOcr ? 'ocr_failed' : 'garbled_page', message, page });
    } else if (ocrConfidence !== null && ocrConfidence < doubtful) {
      const message = `Page ${page} was read by OCR with a confidence of ${ocrConfidence.toFixed(2)}: check it`;
      notes.push({ code: 'ocr_doubtful', message, page });
    }
  }
  const read = sources.filter((one) => one.source === 'ocr');
  if (read.length > 0) {
    const mean = read.reduce((sum, one) => sum + (one.ocrConfidence ?? 0), 0) / read.length;
    const message = `OCR read ${read.length} of ${sources.length} pages, with a mean confidence of ${mean.toFixed(2)}`;
    notes.push({ code: 'pages_read_by_ocr', message });
  }
  return notes;
}

function usualSize(lines: readonly TextLine[]): number | null {
  const sizes = new Map<number, number>();
  for (const { size, text } of lines) sizes.set(size, (sizes.get(size) ?? 0) + text.length);
  let best: [number, number] | null = null;
  for (const entry of sizes) if (best === null || entry[1] > best[1]) best = entry;
  return best?.[0] ?? null;
}
