import { type Clause, type ClausePair, pairClauses } from '../clauses.js';
import type { Conflict, Veto } from '../conflict.js';
import { conflictOf, findWords, type Marker, markersOf, wordsBehind } from './marker.js';

/** Two clauses speak of the same from this share of the claim clause's words on. */
const sameClause = 0.55;

const negative =
  /不(?:得|能|可以?|予|准|许|允许|是|会|再|必|需要?|用|应当?|要|宜|设|含|包括|提供|支持|计入|占用)?|没有?|未(?:曾|经|能)?|无(?:需|须|法|权)?|非(?=法|必|本|正)|勿|毋|禁止|严禁|拒绝|漏(?=[打报填缴记交])|忘记|免除|取消|否认|否决|失败|\b(?:not|never|no|none|neither|nor|cannot|without|nobody|nothing|unable|forbidden|prohibited|refus(?:e|es|ed)|den(?:y|ies|ied)|fail(?:s|ed)? to|lacks?|exclud(?:e|es|ed|ing))\b|n['’]t\b/gi;
/** Words that look negative and are not, and those that only bound a number: those are compared as bounds. */
const harmless =
  /不(?:仅|但|过|断|同|久|管|论|妨|止|锈|动产|良|安|只|光|单|禁|一定|知|料|由|幸|(?:得|能|应|可|允许|许|准|会)?(?:以)?(?:超过|超過|少于|低于|多于|高于|小于|大于|短于|长于|早于|晚于|超出)|满|足|到(?=\s?[\d一二三四五六七八九十两])|下(?=\s?[\d一二三四五六七八九十两]))|未(?:来|必|满|滿|婚|成年)|无(?:论|锡|线|人机|疑|数|形|穷|限|名|机|氧|非)|没(?:收|落|关系)|非(?:常|洲|凡|营利)|除非|并非不|不得不|不可不|不会不|不能不|不无|无不|\b(?:not|no) (?:only|less|fewer|more|later|lower|greater|longer|older|matter|doubt|earlier|higher|just)\b|\bno\.? ?\d|(?:must|may|can|should|shall) ?not (?:exceed|be (?:more|less|above|below|over|under))|cannot exceed/gi;
/** Of these one side may say with `only` what the other says with `not … except`. */
const exclusive =
  /只(?:有|能|允许|限|可)|仅|唯|除了?[^，。]{1,20}(?:外|以外|之外)|除非|以外|之外|\bonly\b|\bexcept\b|\bunless\b|\bnobody\b|\bother than\b|\bsolely\b/i;

/**
 * Negation: a clause of the claim denies what the evidence's clause affirms, or the other way round, with the same words around.
 * A bound (不超过) is no negation, two negations are none.
 */
export const vetoNegation: Veto = (claim, match) => {
  if (match.isCross) return [];
  const pairs = pairClauses(claim, match).filter(({ ofClaim }) => ofClaim >= sameClause);
  return pairs.flatMap((pair) => {
    // Two clauses of the claim may say what one of the evidence says, and deny as often together.
    const twins = pairs.filter(
      ({ evidence, sentence }) => sentence === pair.sentence && evidence.start === pair.evidence.start,
    );
    const denials = twins.reduce((sum, twin) => sum + negations(twin.claim).length, 0);
    if (twins.length > 1 && denials % 2 === negations(pair.evidence).length % 2) return [];
    return compare(pair);
  });
};

function compare(pair: ClausePair): Conflict[] {
  const { claim, evidence } = pair;
  const [own, others] = [negations(claim), negations(evidence)];
  if (own.length % 2 === others.length % 2) return [];
  if (exclusive.test(claim.text) !== exclusive.test(evidence.text)) return [];
  // "No ocean is larger than the Pacific" is a superlative; "until it is closed" and "while it is not closed" say the same.
  if (superlative.test(claim.text) || superlative.test(evidence.text)) return [];
  if (beforehand.test(claim.text) !== beforehand.test(evidence.text)) return [];
  const conflict = denied(own, claim, evidence, others);
  if (conflict) return [conflictOf('negation', conflict[0], conflict[1], pair)];
  const mirrored = denied(others, evidence, claim, own);
  return mirrored ? [conflictOf('negation', mirrored[1], mirrored[0], pair)] : [];
}

const beforehand = /前(?!台|往|端|提)|之前|尚|还没|\b(?:before|until|yet|as long as)\b/i;
const superlative = /\bno(?:thing|body|ne)? [^.]{0,60}\b(?:\w+er|more \w+) than\b|没有比|没有哪/i;

/** The negation and the words it denies, and where the other clause has these words without a negation before them. */
function denied(
  negations: readonly Marker[],
  from: Clause,
  to: Clause,
  others: readonly Marker[],
): readonly [Marker, { start: number; end: number }] | null {
  for (const negation of negations) {
    const words = wordsBehind(from, negation.end);
    const found = findWords(to, words);
    if (!found) continue;
    const isDenied = others.some(({ start, end }) => end <= found.end && found.start - start <= 14);
    if (!isDenied) return [{ ...negation, end: Math.max(negation.end, words.at(-1)?.end ?? 0) }, found];
  }
  return null;
}

/** Words of a clause that deny something; bounds of numbers and words that only look negative left out. */
export function negations(clause: Pick<Clause, 'text' | 'start'>): Marker[] {
  return markersOf(clause, negative, harmless);
}
