import type { QuestionStates } from '../../ports/embedder.js';
import type { CheckPorts, CheckRequest } from './check-request.js';
import { cosineOf, sentenceVectors } from './compare-sentences.js';
import type { EvidencePassage } from './evidence-passage.js';
import { type FoundEvidence, findEvidence, type PassageShelf } from './find-evidence.js';
import { coreSentences, type Match, matchSentence } from './match-claim.js';
import type { ReadClaim } from './read-claim.js';
import { type Likeness, verbatimAlignment } from './support.js';
import { type WeighedMatch, weighMatch } from './weigh-match.js';

/** Matches weighed for one claim, and sentences in other languages compared by the encoder. */
const matchesPerClaim = 5;
const foreignPassages = 2;
const foreignSentences = 14;
/** Sentences matched beyond those: aligning words is the dear part, what further sentences add is only known then. */
const spareMatches = 2;
/** Words shared from which on a passage counts as in the claim's language: across languages names and numbers make up less. */
const sameWords = 0.5;
/** Passages in other languages are looked at where the words in the claim's own cover less of it than this; they are dear. */
const coveredEnough = 0.6;

/**
 * For each claim the matches that bear on it, weighed; claims of a draft together, so that the encoder gets their sentences at once.
 *
 * Rejects with what embedder, index and catalog reject with.
 */
export async function weighClaims(
  ports: CheckPorts,
  request: CheckRequest,
  claims: readonly ReadClaim[],
  shelf: PassageShelf,
  given: readonly EvidencePassage[],
): Promise<readonly (readonly WeighedMatch[])[]> {
  const found = await Promise.all(claims.map((claim) => findEvidence(ports, request, claim, shelf, given)));
  const matched = claims.map((claim, index) => matchesOf(claim, found[index]));
  // Without a reader the encoder has to say how alike claim and sentence are in one language too.
  const sentences = matched.flatMap(({ own, foreign }) => [
    ...(ports.reader ? [] : own.map(({ core }) => core.text)),
    ...foreign.flatMap((passage) => passage.sentences.slice(0, foreignSentences).map((sentence) => sentence.text)),
  ]);
  const vectors = await sentenceVectors(ports.embedder, sentences, request.signal);
  return Promise.all(
    claims.map(async (claim, index) => {
      const { own, foreign } = matched[index] ?? { own: [], foreign: [] };
      const cosine = (sentence: string) => {
        const [left, right] = [found[index]?.vector, vectors.get(sentence)];
        return left && right ? cosineOf(left, right) : null;
      };
      const matches = [...own, ...foreign.flatMap((passage) => bestForeign(claim, passage, cosine))];
      const alignments = await alignmentsOf(ports, request, claim, matches, found[index]?.states);
      return matches.map((match, at) =>
        weighMatch(claim, match, { cosine: cosine(match.core.text), alignment: alignments[at] ?? null }),
      );
    }),
  );
}

/** Matches in the claim's own language that the reader looks at: 5 to 10 ms each. */
const maxRead = 3;
/** A claim that stands in the sentence word for word needs no reader. */
const verbatimFrom = 0.93;

/** The reader's alignment of claim and core for each match; null where it was not asked, all of them without a reader. */
async function alignmentsOf(
  { reader }: CheckPorts,
  { signal }: CheckRequest,
  claim: ReadClaim,
  matches: readonly Match[],
  states: QuestionStates | undefined,
): Promise<readonly Likeness['alignment'][]> {
  if (!reader) return [];
  const isObvious = ({ alignment, isCross }: Match) => !isCross && alignment.order >= verbatimFrom;
  const toRead = [
    ...matches.filter((match) => !match.isCross && !isObvious(match)).slice(0, maxRead),
    ...matches.filter(({ isCross }) => isCross),
  ];
  const passages = toRead.map(({ core }) => core.text);
  const readings = passages.length > 0 ? await reader.read({ text: claim.plain, states }, passages, { signal }) : [];
  return matches.map((match) => {
    if (isObvious(match)) return verbatimAlignment;
    // What was not read is unlike what was: an alignment that speaks neither for nor against it.
    return readings[toRead.indexOf(match)]?.alignment ?? unread;
  });
}

const unread = { whole: 0.45 };

/** Matches by words in the claim's language, and passages in other languages, where words cannot choose the sentence. */
function matchesOf(
  claim: ReadClaim,
  found: FoundEvidence | undefined,
): { own: readonly Match[]; foreign: readonly EvidencePassage[] } {
  const passages = found?.passages ?? [];
  // A claim full of code may look English and be Chinese: where words agree, they decide what its language is.
  const own = passages
    .flatMap((passage) => coreSentences(claim, passage))
    .sort((left, right) => right.coverage - left.coverage)
    .slice(0, matchesPerClaim + spareMatches)
    .map(({ passage, sentence }) => matchSentence(claim, passage, sentence, false))
    .filter(({ passage, joined }) => passage.language === claim.language || joined >= sameWords)
    .sort((left, right) => right.joined + right.coverage - left.joined - left.coverage)
    .slice(0, matchesPerClaim);
  if ((own[0]?.joined ?? 0) >= coveredEnough) return { own, foreign: [] };
  const worded = new Set(own.map(({ passage }) => passage));
  const foreign = passages.filter((passage) => passage.language !== claim.language && !worded.has(passage));
  return { own, foreign: foreign.slice(0, foreignPassages) };
}

/** The sentence of a passage in another language that the encoder finds most alike. */
function bestForeign(claim: ReadClaim, passage: EvidencePassage, cosine: (sentence: string) => number | null): Match[] {
  const [best] = passage.sentences
    .slice(0, foreignSentences)
    .map((sentence) => ({ sentence, alike: cosine(sentence.text) ?? -1 }))
    .sort((left, right) => right.alike - left.alike);
  return best ? [matchSentence(claim, passage, best.sentence, true)] : [];
}
