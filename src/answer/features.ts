import type { Features } from '../core/confidence.js';
import { holdsType, identifiersOf, numbersOf } from '../core/question.js';
import type { Reading } from '../ports/reader.js';
import type { Candidate, Evidence, WeighedQuestion } from './evidence.js';
import { headingLine } from './retrieve.js';
import { rivalsOf } from './rivals.js';

/** Sentences looked at together when words of the question are sought in one place. */
const windowSentences = 2;
/** Fused scores this near cannot be told apart; the best and the tenth hit of a question lie a few hundredths apart. */
const nearFusedScore = 0.02;

/**
 * What speaks for a candidate: names and values as the calibration knows them. Every value stays in a fixed range
 * whatever the size of the collection; `cross_…` features stand in for their twins when question and text are in different languages,
 * where words cannot agree.
 */
export function featuresOf(evidence: Evidence, candidate: Candidate): Features {
  const { question } = evidence;
  const text = candidate.section.text.slice(candidate.start, candidate.end);
  const cross = candidate.hit.language === question.language ? 0 : 1;
  const lexical = lexicalFeatures(question, candidate, text);
  const legs = legFeatures(evidence, candidate);
  const same = 1 - cross;
  return {
    cross_language: cross,
    ...scaled(lexical, '', same),
    ...scaled(legs.lexical, '', same),
    ...scaled(legs.dense, '', same),
    ...scaled(legs.dense, 'cross_', cross),
    ...scaled(sharedAcross(lexical, legs.lexical), 'cross_', cross),
    identifiers_untitled: identifiersUntitled(question, candidate),
    ...scaledBoth({ technical: isTechnical(candidate) ? 1 : 0 }, cross),
    near_rivals: nearRivals(evidence, candidate) * same,
    ...readingFeatures(evidence, candidate, cross),
    question_length: Math.log(1 + question.terms.ids.length),
    asks_number: question.type === 'number' || question.type === 'time' ? 1 : 0,
    asks_reason: question.type === 'reason' || question.type === 'manner' ? 1 : 0,
    asks_yes_no: question.type === 'yes_no' ? 1 : 0,
    type_missing: holdsType(text, question.type) ? 0 : 1,
  };
}

/** What words can say in another language too: figures, names in Latin letters, and the share of the question they make up. */
function sharedAcross(
  { numbers_missing = 0, names_missing = 0 }: Readonly<Record<string, number>>,
  { sparse_share }: { readonly sparse_share: number },
): Record<string, number> {
  return { numbers_missing, names_missing, sparse_share };
}

function lexicalFeatures(question: WeighedQuestion, candidate: Candidate, text: string): Record<string, number> {
  const covered = shareCovered(question, candidate.terms);
  const weights = [...question.inverseFrequencies].sort((left, right) => right - left);
  const rareFrom = weights[Math.min(2, weights.length - 1)] ?? 0;
  const inText = new Set(numbersOf(text));
  const folded = text.toLowerCase();
  return {
    coverage: covered,
    rare_coverage: shareCovered(question, candidate.terms, rareFrom),
    window_coverage: bestWindowCoverage(question, candidate),
    sentence_coverage: bestSentenceCoverage(question, candidate),
    numbers_missing: shareMissing(question.numbers, (number) => inText.has(number)),
    names_missing: shareMissing(question.names, (name) => folded.includes(name.toLowerCase())),
  };
}

/** Part of the question's inverse document frequency that these terms cover, 0…1; terms below `from` left out. */
function shareCovered(question: WeighedQuestion, terms: Pick<ReadonlySet<number>, 'has'>, from = 0): number {
  let total = 0;
  let covered = 0;
  question.terms.ids.forEach((id, index) => {
    const weight = question.inverseFrequencies[index] ?? 0;
    if (weight < from) return;
    total += weight;
    if (terms.has(id)) covered += weight;
  });
  return total > 0 ? covered / total : 0;
}

function bestWindowCoverage(question: WeighedQuestion, candidate: Candidate): number {
  let best = 0;
  candidate.sentences.forEach((_, index) => {
    const window = candidate.sentences.slice(index, index + windowSentences);
    const covered = shareCovered(question, { has: (id) => window.some(({ terms }) => terms.has(id)) });
    best = Math.max(best, covered);
  });
  return best;
}

/** Of one sentence (a row, an item) together with the titles it stands under, which say what it is about. */
function bestSentenceCoverage(question: WeighedQuestion, { sentences, headTerms }: Candidate): number {
  const covered = sentences.map(({ terms }) =>
    shareCovered(question, { has: (id) => headTerms.has(id) || terms.has(id) }),
  );
  return Math.max(0, ...covered);
}

/** Manuals have a section for each option and function, under its name: an identifier in passing is another section's matter. */
function identifiersUntitled(question: WeighedQuestion, candidate: Candidate): number {
  const titles = headingLine(candidate).toLowerCase();
  return shareMissing(identifiersOf(question.text), (identifier) => titles.includes(identifier));
}

/** Whether the passage holds a table or code: what the other features say there means less than in prose. */
function isTechnical({ sentences }: Candidate): boolean {
  return sentences.some(({ kind }) => kind === 'table' || kind === 'code');
}

/** Sections that fuse to nearly the same score, as ln(1 + their number): where many are alike, the first is first by chance. */
function nearRivals({ hits }: Evidence, { hit, duplicates }: Candidate): number {
  const own = new Set([hit.sectionId, ...duplicates.map((duplicate) => duplicate.sectionId)]);
  const near = hits.filter(
    (other) =>
      other.language === hit.language &&
      !own.has(other.sectionId) &&
      other.fusedScore > hit.fusedScore - nearFusedScore,
  );
  return Math.log(1 + near.length);
}

function shareMissing(wanted: readonly string[], isThere: (item: string) => boolean): number {
  return wanted.length === 0 ? 0 : wanted.filter((item) => !isThere(item)).length / wanted.length;
}

function legFeatures(evidence: Evidence, candidate: Candidate) {
  const { hit } = candidate;
  const rivals = rivalsOf(evidence, candidate, 10);
  const { bestSparse } = rivals;
  const [nearest] = rivals.dense;
  const bestDense = nearest === undefined ? hit.denseScore - 0.03 : Math.max(0, nearest);
  const dense = rivals.dense.slice(1);
  const field = dense.length > 0 ? dense.reduce((sum, score) => sum + score, 0) / dense.length : hit.denseScore - 0.05;
  return {
    lexical: {
      sparse_share: hit.sparseScore / (Math.max(evidence.question.mass, 1e-6) * 2.2),
      sparse_lead:
        bestSparse + hit.sparseScore > 0 ? (hit.sparseScore - bestSparse) / Math.max(hit.sparseScore, bestSparse) : 0,
      sparse_rank: hit.sparseRank === null ? 0 : 1 / hit.sparseRank,
    },
    dense: {
      cosine: hit.denseScore,
      cosine_lead: hit.denseScore - bestDense,
      cosine_above_field: hit.denseScore - field,
      dense_rank: hit.denseRank === null ? 0 : 1 / hit.denseRank,
    },
  };
}

function readingFeatures(evidence: Evidence, candidate: Candidate, cross: number): Record<string, number> {
  const { reading, hit } = candidate;
  if (!reading) return {};
  const rivals = evidence.candidates.flatMap((other) =>
    other.reading && other.hit.sectionId !== hit.sectionId && other.hit.language === hit.language
      ? [other.reading]
      : [],
  );
  const lead = (own: number, read: (other: Reading) => number) =>
    rivals.length > 0 ? Math.max(-6, Math.min(6, own - Math.max(...rivals.map(read)))) : 0;
  const alignment = reading.alignment?.whole ?? 0;
  const read = scaledBoth(
    {
      answer_logit: reading.answerLogit,
      answer_lead: lead(reading.answerLogit, (other) => other.answerLogit),
      span_score: Math.max(reading.span?.score ?? -6, -12),
      alignment,
      alignment_near: reading.alignment?.near ?? 0,
      alignment_lead: lead(alignment, (other) => other.alignment?.whole ?? 0),
    },
    cross,
  );
  return { ...read, technical_answer_logit: isTechnical(candidate) ? reading.answerLogit * (1 - cross) : 0 };
}

function scaledBoth(values: Readonly<Record<string, number>>, cross: number): Record<string, number> {
  return { ...scaled(values, '', 1 - cross), ...scaled(values, 'cross_', cross) };
}

function scaled(values: Readonly<Record<string, number>>, prefix: string, factor: number): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value * factor]));
}
