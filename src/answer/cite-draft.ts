import type { Citation } from '../core/reply.js';
import { type Sentence, splitSentences } from '../core/sentences.js';
import type { Claim, ClaimEvidence } from '../core/verdict.js';
import type { ComposedAnswer } from './join-quotes.js';

/** What stands behind a sentence that the knowledge base does not support. */
export interface SupportMarks {
  readonly unsupported: string;
  readonly contradicted: string;
}

export interface CiteOptions {
  /** Support from which on a claim stands; 0…1. */
  readonly threshold: number;
  /** Null: sentences with a claim below the threshold are left out, and those that claim nothing. */
  readonly marks: SupportMarks | null;
  /** Whether a block of code or a formula is the knowledge base's own; one that is not is treated like a sentence without support. */
  readonly isKnownCode: (block: string) => boolean;
  /** Number of the first citation; 1 unless set. */
  readonly firstNumber?: number;
  /** Where the text will stand in the answer; 0 unless set. */
  readonly answerStart?: number;
}

/**
 * A checked draft as an answer: behind each sentence the `[n]` of what supports its claims. Citations come from the check alone,
 * so that a model can neither invent one nor cite what the asker may not see.
 *
 * @param claims with offsets into `draft`.
 */
export function citeDraft(draft: string, claims: readonly Claim[], options: CiteOptions): ComposedAnswer {
  const { threshold, marks, answerStart = 0 } = options;
  const sentences = splitSentences(draft);
  const citations: Citation[] = [];
  let number = options.firstNumber ?? 1;
  let answer = '';
  let from = 0;
  let owedGap = '';
  sentences.forEach((sentence, index) => {
    const gap = draft.slice(from, sentence.start);
    from = sentence.end;
    const own = claims.filter(({ start, end }) => start < sentence.end && end > sentence.start);
    const weak = own.filter(({ support }) => support < threshold);
    const isWeak = weak.length > 0 || isForeignCode(draft, sentence, options);
    if (!marks && (isWeak || (own.length === 0 && isUncheckable(sentence.kind)))) {
      owedGap = widerGap(owedGap, gap + markerLeft(draft, sentence, sentences[index + 1]));
      return;
    }
    answer += answer === '' ? '' : widerGap(owedGap, gap);
    owedGap = '';
    const start = answerStart + answer.length;
    const mark = isWeak ? markFor(weak, marks, sentence) : '';
    let cited = withSuffix(draft.slice(sentence.start, sentence.end), mark);
    for (const evidence of evidenceToCite(own, threshold)) {
      cited = withSuffix(cited, ` [${number}]`);
      citations.push(toCitation(evidence, number, start, start + cited.trimEnd().length));
      number += 1;
    }
    answer += cited;
  });
  return { answer, citations };
}

/**
 * Whether a sentence of this kind that claims nothing is the model's alone: a greeting, a heading, a request. Nobody could check
 * it, and a document can make a model ask for a password politely. Known code and the head of a table are not.
 */
export function isUncheckable(kind: Sentence['kind']): boolean {
  return kind === 'prose' || kind === 'list' || kind === 'heading';
}

export function isForeignCode(
  draft: string,
  { kind, start, end }: Sentence,
  { isKnownCode }: Pick<CiteOptions, 'isKnownCode'>,
) {
  return (kind === 'code' || kind === 'formula') && !isKnownCode(draft.slice(start, end));
}

function markFor(weak: readonly Claim[], marks: SupportMarks | null, { kind }: Sentence): string {
  if (!marks) return '';
  const mark = weak.some(({ label }) => label === 'contradicted') ? marks.contradicted : marks.unsupported;
  // On a line of its own behind a fence or a formula: anything after them would break the Markdown.
  if (kind === 'code' || kind === 'formula') return `\n${mark}`;
  return /^[（【]/.test(mark) ? mark : ` ${mark}`;
}

/** The gap with more line ends: what is left out must not join two paragraphs. */
function widerGap(left: string, right: string): string {
  const lines = (gap: string) => gap.split('\n').length;
  return lines(left) > lines(right) ? left : right;
}

/** The marker of a list item whose first sentence is left out and whose second stays. */
function markerLeft(draft: string, sentence: Sentence, next: Sentence | undefined): string {
  if (sentence.kind !== 'list' || next?.block !== sentence.block) return '';
  return /^\s*(?:[-*+•]|\d{1,3}[.)、])\s*/.exec(draft.slice(sentence.start, sentence.end))?.[0] ?? '';
}

/** Inside the last cell of a table's row, else behind the text. */
function withSuffix(text: string, suffix: string): string {
  return text.endsWith('|') && suffix !== '' ? `${text.slice(0, -1).trimEnd()}${suffix} |` : text + suffix;
}

/** One passage for each claim: what supports it, or what contradicts it; each words once. */
function evidenceToCite(claims: readonly Claim[], threshold: number): ClaimEvidence[] {
  const found = new Map<string, ClaimEvidence>();
  for (const { support, label, evidence } of claims) {
    const stance = support >= threshold ? 'supports' : label === 'contradicted' ? 'contradicts' : null;
    const best = evidence.find((one) => one.stance === stance);
    if (best) found.set(`${best.sectionId} ${best.quote}`, best);
  }
  return [...found.values()];
}

export function toCitation(
  { documentId, documentTitle, documentRevision, sectionId, headingPath, place, quote }: ClaimEvidence,
  number: number,
  answerStart: number,
  answerEnd: number,
): Citation {
  const source = { documentId, documentTitle, documentRevision, sectionId, headingPath, place };
  return { number, ...source, quote, answerStart, answerEnd };
}
