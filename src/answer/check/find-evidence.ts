import type { Place } from '../../core/document.js';
import { placeOf } from '../../core/place-of.js';
import type { Passage } from '../../core/reply.js';
import type { QuestionStates } from '../../ports/embedder.js';
import { retrieve } from '../retrieve.js';
import type { CheckPorts, CheckRequest, OwnEvidence } from './check-request.js';
import { type EvidencePassage, type PassageSource, readPassage } from './evidence-passage.js';
import type { ReadClaim } from './read-claim.js';
import { weightOf } from './word-match.js';

/** Sections looked at for a claim, besides the few in other languages that retrieval brings along. */
const sectionsPerClaim = 4;
/** Claims that weigh less are searched together with what stands before them. */
const weightAlone = 4;

/** A claim's passages and its vector, best first as retrieval orders them. */
export interface FoundEvidence {
  readonly passages: readonly EvidencePassage[];
  /** Unit length. */
  readonly vector: Float32Array;
  /** From the same run of the encoder, for the reader; only where the claim was searched as it stands. */
  readonly states: QuestionStates | undefined;
}

/** Passages kept read, of all checks together: sections that claims find are mostly the same few; about 20 kB each. */
const keptPassages = 400;

/** Passages as the check reads them. Keeps those of sections for later checks, and those of the caller for its own. */
export class PassageShelf {
  readonly #own = new Map<string, EvidencePassage>();
  readonly #fold: (character: string) => string;

  constructor(fold: (character: string) => string) {
    this.#fold = fold;
  }

  /** Reads a passage, or takes it from the shelf. `isLasting`: its id changes whenever its text does. */
  take(source: PassageSource, isLasting = false): EvidencePassage {
    const shelf = isLasting ? lastingShelf(this.#fold) : this.#own;
    // Titles are no part of a point's id.
    const key = isLasting ? [source.id, source.documentTitle, ...source.headingPath].join('\n') : source.id;
    const passage = shelf.get(key) ?? readPassage(source, this.#fold);
    // The last used is the last to go.
    shelf.delete(key);
    shelf.set(key, passage);
    if (isLasting) for (const oldest of shelf.keys()) if (shelf.size > keptPassages) shelf.delete(oldest);
    // Where a section stands may change while its text does not, and so may its document's revision.
    return { ...passage, placeOf: source.placeOf, documentRevision: source.documentRevision };
  }
}

const shelves = new WeakMap<(character: string) => string, Map<string, EvidencePassage>>();

function lastingShelf(fold: (character: string) => string): Map<string, EvidencePassage> {
  const shelf = shelves.get(fold) ?? new Map<string, EvidencePassage>();
  shelves.set(fold, shelf);
  return shelf;
}

/**
 * Evidence for one claim: what its own search in the collection finds (the same legs, labels and filters as for a question), after
 * what was given for all claims.
 *
 * Rejects with what embedder, index and catalog reject with.
 */
export async function findEvidence(
  ports: CheckPorts,
  request: CheckRequest,
  claim: ReadClaim,
  shelf: PassageShelf,
  given: readonly EvidencePassage[],
): Promise<FoundEvidence> {
  const { collection, filters, labels, signal } = request;
  const text = searchText(claim, request.question);
  // The states of a longer text are not the claim's.
  const isAlone = text === plainOf(claim);
  if (!collection || collection.points === 0) {
    const { vector, states } = await ports.embedder.embedQuery(text, signal ? { signal } : {});
    return { passages: given, vector, states: isAlone ? states : undefined };
  }
  const { question, candidates } = await retrieve(
    ports,
    { collection, question: text, filters, labels, signal },
    sectionsPerClaim,
  );
  const found = candidates.map(({ section, document, hit, start, end }) =>
    shelf.take(
      {
        id: hit.pointId,
        documentId: document.id,
        documentTitle: document.title,
        documentRevision: document.revision,
        sectionId: section.id,
        headingPath: section.headingPath,
        text: section.text.slice(start, end),
        placeOf: (from, to) => placeOf(section, start + from, start + to),
      },
      true,
    ),
  );
  const known = new Set(given.map(({ sectionId }) => sectionId));
  const passages = [...given, ...found.filter(({ sectionId }) => !known.has(sectionId))];
  return { passages, vector: question.vector, states: isAlone ? question.states : undefined };
}

/** A claim that says little by itself ("15 days", "It is paid in December") is searched with what it hangs on. */
function searchText(claim: ReadClaim, question: string | undefined): string {
  const leans =
    weightOf(claim.tokens) < weightAlone ||
    /^\s*(?:[它他她其该此这那]|(?:it|they|he|she|this|that|these|those)\b)/i.test(claim.plain);
  const plain = plainOf(claim);
  if (!leans) return plain;
  return [question ?? '', claim.context, plain]
    .filter((part) => part !== '')
    .join('\n')
    .slice(0, 1_200);
}

function plainOf({ plain }: ReadClaim): string {
  return plain.replace(/\s+/g, ' ').trim();
}

/** The passages that a request brings along: those retrieved already, and texts of the caller's own. */
export function givenPassages(
  { passages = [], ownEvidence = [] }: CheckRequest,
  shelf: PassageShelf,
): EvidencePassage[] {
  return [
    ...passages.map((passage) => shelf.take(fromPassage(passage))),
    ...ownEvidence.map((own, index) => shelf.take(fromOwn(own, index))),
  ];
}

function fromPassage(passage: Passage): PassageSource {
  const { documentId, documentTitle, documentRevision, sectionId, headingPath, text, place } = passage;
  const id = `given ${sectionId}`;
  return { id, documentId, documentTitle, documentRevision, sectionId, headingPath, text, placeOf: () => place };
}

function fromOwn({ id, text }: OwnEvidence, index: number): PassageSource {
  return {
    id: `own ${index} ${id}`,
    documentId: id,
    documentTitle: '',
    documentRevision: '',
    sectionId: '',
    headingPath: [],
    text,
    placeOf: (start, end) => lines(text, start, end),
  };
}

function lines(text: string, start: number, end: number): Place {
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  return {
    unit: 'line',
    start: lineAt(start),
    end: lineAt(Math.max(start, end - 1)),
    startOffset: start,
    endOffset: end,
  };
}
