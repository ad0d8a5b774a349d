import { pointIdOf } from '../src/core/identity.js';
import { languageOf } from '../src/core/language.js';
import type { Part, Point } from '../src/core/section.js';
import type { SparseVector } from '../src/core/terms.js';
import type { PointRecord } from '../src/ports/catalog.js';
import type { Embedder } from '../src/ports/embedder.js';

/** A part with its term weights. */
export interface WeightedPart {
  readonly part: Part;
  readonly sparse: SparseVector;
}

export interface EmbedPartsInput {
  readonly documentId: string;
  readonly parts: readonly WeightedPart[];
  /** Points that are live already: their parts are not encoded again. */
  readonly livePointIds: ReadonlySet<string>;
  readonly embedder: Embedder;
  /** Cuts a part that was too long for the encoder after all; fewer than two pieces means it cannot be cut. */
  readonly splitPart: (part: Part) => readonly WeightedPart[];
  readonly signal?: AbortSignal;
  /** Called with the share of texts that are encoded, 0…1. */
  readonly onProgress?: (share: number) => void;
}

export interface EmbeddedParts {
  /** Every point of the revision. */
  readonly records: readonly PointRecord[];
  /** Those that are new, with their vectors. */
  readonly fresh: readonly Point[];
  /** Parts of which the encoder read only the beginning, since they could not be cut. */
  readonly truncated: number;
}

/**
 * Encodes what is new of a document. Part lengths are estimated when cutting; the encoder has the last word, so a part
 * that it truncated is cut in two and its section's parts are numbered anew, until every word is in some vector.
 */
export async function embedParts(input: EmbedPartsInput): Promise<EmbeddedParts> {
  const vectors = new Map<string, Float32Array>();
  const uncuttable = new Set<string>();
  let parts = input.parts;
  for (;;) {
    const waiting = textsToEncode(parts, vectors, input.livePointIds);
    if (waiting.length === 0) break;
    const tooLong = await encode(waiting, vectors, input);
    const split = splitAll(parts, tooLong, uncuttable, input.splitPart);
    // Short of a split nothing waits any longer: the next round would find nothing to encode.
    if (split === parts) break;
    parts = split;
  }
  return collect(parts, vectors, uncuttable, input.documentId);
}

function textsToEncode(
  parts: readonly WeightedPart[],
  vectors: ReadonlyMap<string, Float32Array>,
  live: ReadonlySet<string>,
): string[] {
  const texts = new Set<string>();
  for (const { part } of parts) {
    const known = vectors.has(part.embeddedText) || live.has(pointIdOf(part.sectionId, part.index, part.embeddedText));
    if (!known) texts.add(part.embeddedText);
  }
  return [...texts];
}

/**
 * Texts handed over together. Two documents in work take turns by this many, so that a thousand pages do not make one page
 * wait for all of them, and an abort leaves at most this many to forget.
 */
const textsAtOnce = 32;

/** Adds a vector per text; resolves to the texts that the encoder did not read whole. */
async function encode(
  texts: readonly string[],
  vectors: Map<string, Float32Array>,
  { embedder, signal, onProgress }: EmbedPartsInput,
): Promise<Set<string>> {
  const tooLong = new Set<string>();
  for (let start = 0; start < texts.length; start += textsAtOnce) {
    onProgress?.(start / texts.length);
    const some = texts.slice(start, start + textsAtOnce);
    const encodings = await embedder.embedPassages(some, signal ? { signal } : {});
    for (const [i, encoding] of encodings.entries()) {
      const text = some[i] ?? '';
      vectors.set(text, encoding.vector);
      if (encoding.truncated) tooLong.add(text);
    }
  }
  return tooLong;
}

/** The same array when nothing could be split. */
function splitAll(
  parts: readonly WeightedPart[],
  tooLong: ReadonlySet<string>,
  uncuttable: Set<string>,
  splitPart: EmbedPartsInput['splitPart'],
): readonly WeightedPart[] {
  let changed = false;
  const pieces = parts.flatMap((weighted) => {
    if (!tooLong.has(weighted.part.embeddedText)) return [weighted];
    const halves = splitPart(weighted.part);
    if (halves.length < 2) {
      uncuttable.add(weighted.part.embeddedText);
      return [weighted];
    }
    changed = true;
    return halves;
  });
  return changed ? renumber(pieces) : parts;
}

function renumber(parts: readonly WeightedPart[]): WeightedPart[] {
  const counts = new Map<string, number>();
  return parts.map(({ part, sparse }) => {
    const index = counts.get(part.sectionId) ?? 0;
    counts.set(part.sectionId, index + 1);
    return { part: { ...part, index }, sparse };
  });
}

function collect(
  parts: readonly WeightedPart[],
  vectors: ReadonlyMap<string, Float32Array>,
  uncuttable: ReadonlySet<string>,
  documentId: string,
): EmbeddedParts {
  const records: PointRecord[] = [];
  const fresh: Point[] = [];
  for (const { part, sparse } of parts) {
    const { sectionId, index, start, end, embeddedText } = part;
    const record = {
      id: pointIdOf(sectionId, index, embeddedText),
      sectionId,
      documentId,
      part: index,
      language: languageOf(embeddedText),
      start,
      end,
      sparse,
    };
    records.push(record);
    const dense = vectors.get(embeddedText);
    if (dense) fresh.push({ ...record, dense });
  }
  return { records, fresh, truncated: uncuttable.size };
}
