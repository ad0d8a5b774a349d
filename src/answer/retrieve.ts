import { bestPerSection, fuseHits } from '../core/fusion.js';
import { analyseQuestion, type Question } from '../core/question.js';
import type { Language } from '../core/reply.js';
import { sectionTitles, titleSeparator } from '../core/section-titles.js';
import {
  inverseDocumentFrequency,
  type QueryTerms,
  queryTerms,
  queryVector,
  type TermStatistics,
} from '../core/terms.js';
import type { PointRecord, SectionRecord } from '../ports/catalog.js';
import type { QueryEncoding } from '../ports/embedder.js';
import type { AnswerPorts, QuestionRequest } from './answer-ports.js';
import { heldForms, withOtherForms } from './code-forms.js';
import type { Candidate, Evidence, WeighedQuestion } from './evidence.js';
import { foldDuplicates } from './fold-duplicates.js';
import { furtherParts, joinSlices } from './matching-parts.js';
import { type WordsOfPart, wordsOfPart } from './part-words.js';
import { withSecondDocument } from './second-document.js';

/** Candidates each leg is asked for: recall@100 of either leg on the development sets leaves nothing to gain from more. */
const candidatesPerLeg = 100;
/**
 * Terms are weighed as in a collection of at least this many points: in a handful of sections a word that stands in one of
 * them would count for next to nothing, and a word that stands in none for nearly everything.
 */
const fewestPoints = 100;
/** Sections in other languages than the question's that are scored beside those in its own. */
const foreignSections = 4;
/** Sections read from the catalog beyond those asked for, so that duplicates and stale hits leave enough. */
const spareSections = 7;

/** What retrieval needs of the ports of answering. */
export type RetrievePorts = Pick<
  AnswerPorts,
  'catalog' | 'index' | 'embedder' | 'extractor' | 'wordsOfPart' | 'fuse' | 'calibrations'
>;

/**
 * Question to evidence: both legs, fused, one candidate per live section, near-duplicates folded.
 *
 * Rejects with what embedder, index and catalog reject with.
 */
export async function retrieve(
  dependencies: RetrievePorts,
  request: QuestionRequest,
  wanted: number,
  onEncoded: () => void = () => {},
): Promise<Evidence> {
  const { catalog, index, embedder, extractor } = dependencies;
  const collection = request.collection.name;
  const signal = request.signal ? { signal: request.signal } : {};
  const asked = analyseQuestion(request.question);
  const written = queryTerms(request.question, extractor);
  const lookedUp = withOtherForms(written);
  const [encoding, counts] = await Promise.all([
    embedder.embedQuery(request.question, signal),
    catalog.termStatistics(collection, lookedUp.ids),
  ]);
  onEncoded();
  const { terms, statistics } = heldForms(lookedUp, counts, written.ids.length);
  const question = weigh(asked, terms, statistics, encoding);
  const found = await index.query(
    collection,
    {
      dense: encoding.vector,
      sparse: queryVector(terms, statistics),
      filter: request.filters ?? {},
      labels: request.labels,
      limit: candidatesPerLeg,
    },
    signal,
  );
  const hits = (dependencies.fuse ?? fuseHits)(found, {
    inverseFrequencyMass: question.mass,
    denseScale: isMeasured(dependencies) ? 1 : null,
    language: question.language,
  });
  const ranked = bestPerSection(hits);
  const best = acrossDocuments(
    question,
    withTwins(shortlist(firstOfTwins(ranked), question.language, wanted + spareSections), ranked),
    ranked,
    (hit) => hit.documentId,
  );
  const further = furtherParts(best, hits);
  const [sections, points] = await Promise.all([
    catalog.findSections(
      collection,
      best.map((hit) => hit.sectionId),
    ),
    catalog.findPoints(
      collection,
      [...best, ...further].map((hit) => hit.pointId),
    ),
  ]);
  const candidates = foldDuplicates(
    toCandidates(best, sections, points, dependencies.wordsOfPart ?? wordsOfPart(extractor)),
  );
  const kept = shortlist(candidates, question.language, wanted);
  return {
    question,
    candidates: acrossDocuments(question, kept, candidates, ({ document }) => document.id),
    hits,
    points: statistics.points,
  };
}

type Hit = Evidence['hits'][number];

/** Copies of one text get the same two scores to the last bit. */
function scoresOf({ language, denseScore, sparseScore }: Hit): string {
  return `${language} ${denseScore} ${sparseScore}`;
}

/** However many copies of one text a collection holds, they take one place: else sixteen would be all that is looked at. */
function firstOfTwins(hits: readonly Hit[]): Hit[] {
  return [...new Map([...hits].reverse().map((hit) => [scoresOf(hit), hit])).values()].reverse();
}

/** With all copies of those chosen, so that they are folded into one candidate and do not compete with it. */
function withTwins(chosen: readonly Hit[], all: readonly Hit[]): Hit[] {
  const scores = new Set(chosen.map(scoresOf));
  return all.filter((hit) => scores.has(scoresOf(hit)));
}

/** A question that needs several sections gets candidates of two documents, where there are two. */
function acrossDocuments<Item>(
  { needsSeveral }: Question,
  chosen: readonly Item[],
  all: readonly Item[],
  documentOf: (item: Item) => string,
): readonly Item[] {
  return needsSeveral ? withSecondDocument(chosen, all, documentOf, chosen.length + 1) : chosen;
}

/**
 * The best candidates in the question's language, and the best few in others, which the encoder would never let through
 * beside them: the calibration, not the cosine, says which language has the answer. Order kept.
 */
function shortlist<Item extends { readonly hit: { readonly language: Language } } | { readonly language: Language }>(
  items: readonly Item[],
  language: Language,
  wanted: number,
): Item[] {
  const languageOfItem = (item: Item) => ('hit' in item ? item.hit.language : item.language);
  const own = items.filter((item) => languageOfItem(item) === language).slice(0, wanted);
  const others = items.filter((item) => languageOfItem(item) !== language);
  // Where all is in another language it gets every place.
  const kept = new Set([
    ...own,
    ...others.slice(0, own.length === 0 ? wanted : Math.max(foreignSections, wanted - own.length)),
  ]);
  return items.filter((item) => kept.has(item));
}

/** Whether the shipped calibration, and with it fusion's scale, was measured on this embedder's cosines. */
export function isMeasured(dependencies: Pick<AnswerPorts, 'embedder' | 'calibrations'>): boolean {
  return dependencies.calibrations.withoutReader.recipe === dependencies.embedder.recipe;
}

function weigh(
  question: Question,
  terms: QueryTerms,
  statistics: TermStatistics,
  { vector, states }: QueryEncoding,
): WeighedQuestion {
  const points = Math.max(statistics.points, fewestPoints);
  const inverseFrequencies = statistics.frequencies.map((frequency) =>
    inverseDocumentFrequency(points, Math.max(frequency, 1)),
  );
  const mass = inverseFrequencies.reduce((sum, weight) => sum + weight, 0);
  return { ...question, terms, inverseFrequencies, mass, vector, states };
}

function toCandidates(
  hits: Evidence['hits'],
  sections: readonly SectionRecord[],
  points: readonly PointRecord[],
  wordsOf: WordsOfPart,
): Candidate[] {
  const sectionsById = new Map(sections.map((record) => [record.section.id, record]));
  const pointsById = new Map(points.map((point) => [point.id, point]));
  const candidates: Candidate[] = [];
  for (const hit of hits) {
    const record = sectionsById.get(hit.sectionId);
    const point = pointsById.get(hit.pointId);
    // Not live any more: published anew or deleted between the index's answer and now.
    if (!record || !point) continue;
    const { text } = record.section;
    const parts = points.filter(({ sectionId }) => sectionId === point.sectionId);
    const words = wordsOf(headingLine(record), text.slice(point.start, point.end));
    const sentences = words.sentences.map((sentence) => {
      return { ...sentence, start: sentence.start + point.start, end: sentence.end + point.start };
    });
    candidates.push({
      ...record,
      hit,
      start: point.start,
      end: point.end,
      matching: joinSlices(text, parts),
      sentences,
      headTerms: words.headTerms,
      terms: words.terms,
      bodyTerms: words.bodyTerms,
      duplicates: [],
      reading: null,
    });
  }
  return candidates;
}

/** Document title and heading path in one line, as it stands before the text that was embedded. */
export function headingLine({ section, document }: SectionRecord): string {
  return sectionTitles(document.title, section.headingPath).join(titleSeparator);
}
