import { KnowledgeBaseError } from '../src/core/errors.js';
import { termWeighting } from '../src/core/term-weighting.js';
import { documentVector, type TermExtractor } from '../src/core/terms.js';
import type { Ocr } from '../src/ports/ocr.js';
import { cleanDocument } from './clean/clean-document.js';
import { assertLossless } from './cut/assert-lossless.js';
import { cutParts } from './cut/cut-parts.js';
import { cutSections } from './cut/cut-sections.js';
import { ingestReport } from './ingest-report.js';
import { folderMetadata } from './load/folder-metadata.js';
import { loadDocument } from './load/load-document.js';
import { mediaTypeOf } from './load/media-type.js';
import { mergeMetadata } from './load/merge-metadata.js';
import type { CleanedDocument, PreparedDocument } from './loaded-document.js';
import type { PrepareStep } from './prepare-steps.js';

export interface PrepareInput {
  readonly collection: string;
  readonly documentId: string;
  readonly bytes: Uint8Array;
  /** A media type; guessed from the id's ending and the bytes when left out. */
  readonly mediaType?: string;
  /** Name of the batch that the id begins with; its folders are no metadata. */
  readonly source?: string;
  /** Deepest heading level that opens a section, 1…6; 3 unless set. */
  readonly headingLevel?: number;
  /** Estimated tokens a part of a long section aims at, heading line included; 384 unless set. */
  readonly targetTokens?: number;
  /** Estimated tokens of a section that stays one part, heading line included; 480 unless set. */
  readonly maxTokens?: number;
  /** Of an encrypted PDF; kept nowhere. */
  readonly password?: string;
  /** Hands back the text as loaded and what was left out of it, for looking at; not unless set. */
  readonly keepSource?: boolean;
}

/**
 * Leaves room for what the estimate misses, below the encoder's 512 tokens less its two marks and the `passage: ` prefix.
 */
const defaultMaxTokens = 480;

/** Parts of three quarters of what the encoder reads: few enough vectors, and a fact is not lost among many others. */
const defaultTargetTokens = 384;

/** What comes from outside. */
export interface PreparePorts {
  /** Segments text into terms; without it the result's `terms` are empty, and left to the caller. */
  readonly extractTerms?: TermExtractor;
  /** Reads scanned pages of PDFs; without it they are only named in the report. */
  readonly ocr?: Ocr;
  /** Called with the milliseconds that a page of OCR may take beyond what the document's size allows. */
  readonly allowTime?: (milliseconds: number) => void;
  /** Called at the beginning of every step. */
  readonly onStep?: (step: PrepareStep) => void;
}

/**
 * Bytes → what there is to embed: load, clean, cut, check, report. No I/O and nothing kept; the same input always gives the
 * same result.
 *
 * Metadata of the result is what the document and its folders say; the caller's own goes over it
 * (`mergeMetadata(prepared.metadata, callers)`).
 *
 * @throws KnowledgeBaseError `empty_document` (nothing but front matter, comments or spaces), `unreadable_document`,
 * `unsupported_media_type`, `document_too_complex` (nested deeper than the parser can follow), `invariant_broken`.
 */
export async function prepareDocument(input: PrepareInput, ports: PreparePorts = {}): Promise<PreparedDocument> {
  let step: PrepareStep = 'load';
  const enter = (next: PrepareStep): void => {
    step = next;
    ports.onStep?.(next);
  };
  try {
    return await prepare(input, ports, enter);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(input.documentId, step, error);
    throw error;
  }
}

async function prepare(
  input: PrepareInput,
  { extractTerms, ocr, allowTime }: PreparePorts,
  enter: (step: PrepareStep) => void,
): Promise<PreparedDocument> {
  const { collection, documentId, bytes } = input;
  enter('load');
  const mediaType = mediaTypeOf(documentId, bytes, input.mediaType);
  const loaded = await loadDocument(mediaType, bytes, {
    documentId,
    ...(input.password !== undefined && { password: input.password }),
    ...(ocr && { ocr }),
    ...(allowTime && { allowTime }),
  });
  enter('clean');
  const cleaned = cleanDocument(loaded);
  enter('cut');
  const sections = cutSections(cleaned, { collection, documentId, headingLevel: input.headingLevel ?? 3 });
  enter('check');
  assertLossless(documentId, cleaned, sections);
  if (!sections.some((section) => /\S/.test(section.text))) throw empty(documentId, cleaned);
  const title = cleaned.title ?? nameOf(documentId);
  enter('parts');
  const parts = cutParts(cleaned, sections, {
    title,
    targetTokens: input.targetTokens ?? defaultTargetTokens,
    maxTokens: input.maxTokens ?? defaultMaxTokens,
  });
  const metadata = mergeMetadata(folderMetadata(documentId, input.source), cleaned.metadata);
  const terms = extractTerms ? parts.map((part) => documentVector(part.embeddedText, extractTerms, termWeighting)) : [];
  const report = ingestReport(cleaned, sections, parts);
  const { text, dropped, unitStarts, unit } = cleaned;
  const source = input.keepSource === true ? { text, dropped, unitStarts, unit } : undefined;
  return { mediaType, title, metadata, sections, parts, terms, report, ...(source && { source }) };
}

/** File name without folders and ending: the title of a document that has none. */
function nameOf(documentId: string): string {
  const name = documentId.slice(documentId.lastIndexOf('/') + 1);
  return name.replace(/\.[A-Za-z0-9]{1,8}$/, '') || documentId;
}

function empty(documentId: string, document: CleanedDocument): KnowledgeBaseError {
  const reason = document.text.trim() === '' ? 'it has no text' : 'it has nothing but front matter, comments or markup';
  return new KnowledgeBaseError('empty_document', `Cannot ingest document "${documentId}": ${reason}; add text to it`, {
    facts: { documentId },
  });
}

/** The parsers follow nesting by calling themselves; thousands of levels exhaust the stack, which is a RangeError. */
function tooDeep(documentId: string, step: PrepareStep, cause: RangeError): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'document_too_complex',
    `Cannot ingest document "${documentId}": its structure is nested too deep to ${step}; flatten its lists and quotations`,
    { cause, facts: { documentId, step } },
  );
}
