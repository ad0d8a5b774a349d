import { type Figures, figuresOf } from '../../core/amounts.js';
import type { Place } from '../../core/document.js';
import { languageOf } from '../../core/language.js';
import type { Language } from '../../core/reply.js';
import { type Sentence, splitSentences } from '../../core/sentences.js';
import { blankMarkup } from './blank-markup.js';
import { givesOrders } from './orders.js';
import { type Token, tokensOf } from './tokens.js';
import { jointsOf, type Vocabulary } from './word-match.js';

/** Text that may bear on claims, from a section or from the caller. */
export interface EvidencePassage {
  /** Equal for the same text of the same source. */
  readonly id: string;
  readonly documentId: string;
  readonly documentTitle: string;
  /** '' for a text of the caller's own. */
  readonly documentRevision: string;
  readonly sectionId: string;
  readonly headingPath: readonly string[];
  readonly language: Language;
  /** Title and headings, a line each: what the sentences are about without saying so. */
  readonly titles: string;
  readonly titleWords: Vocabulary;
  readonly sentences: readonly EvidenceSentence[];
  /** Of all sentences and of the titles. */
  readonly words: Vocabulary;
  readonly text: string;
  readonly placeOf: (start: number, end: number) => Place;
}

/** A sentence of a passage, read once for all claims. */
export interface EvidenceSentence extends Sentence {
  /** Verbatim. */
  readonly text: string;
  /** The same with markup blanked out; all else is read from it, offsets hold for both. */
  readonly plain: string;
  readonly tokens: readonly Token[];
  readonly words: Vocabulary;
  /** Header row of the table it stands in; '' without. */
  readonly header: string;
  /** Read when first asked for: of most sentences nobody does. */
  readonly figures: () => Figures;
}

/** What a passage is made of. */
export interface PassageSource {
  readonly id: string;
  readonly documentId: string;
  readonly documentTitle: string;
  /** '' for a text of the caller's own. */
  readonly documentRevision: string;
  readonly sectionId: string;
  readonly headingPath: readonly string[];
  readonly text: string;
  readonly placeOf: (start: number, end: number) => Place;
}

/** Sentences read of one passage at most; the rest of an own text of a megabyte is left unread. */
const maxSentences = 2_000;

/** Reads a passage: sentences, words, figures. */
export function readPassage(source: PassageSource, fold: (character: string) => string): EvidencePassage {
  const titles = [source.documentTitle, ...source.headingPath].filter((title) => title !== '').join('\n');
  const titleWords = vocabularyOf(tokensOf(titles, fold));
  const sentences: EvidenceSentence[] = [];
  let header = '';
  let headerBlock = -2;
  const all = splitSentences(source.text).slice(0, maxSentences);
  const orders = blocksWithOrders(source.text, all);
  for (const sentence of all) {
    if (sentence.kind === 'heading' || orders.has(sentence.block)) continue;
    const text = source.text.slice(sentence.start, sentence.end);
    if (sentence.kind === 'table') {
      if (/^[^\n]*\n\s*\|?[\s:|-]*-[\s:|-]*\|?\s*(?:\n|$)/.test(source.text.slice(sentence.end, sentence.end + 400))) {
        header = text;
        headerBlock = sentence.block;
      }
    } else {
      header = '';
      headerBlock = -2;
    }
    const plain = blankMarkup(text);
    const tokens = tokensOf(plain, fold);
    sentences.push({
      ...sentence,
      text,
      plain,
      tokens,
      words: vocabularyOf(tokens),
      header: sentence.block === headerBlock ? '' : header,
      figures: lazily(() => figuresOf(plain)),
    });
  }
  const words = unionOf([titleWords, ...sentences.map((sentence) => sentence.words)]);
  const { id, documentId, documentTitle, documentRevision, sectionId, headingPath, text, placeOf } = source;
  const language = languageOf(text);
  return {
    id,
    documentId,
    documentTitle,
    documentRevision,
    sectionId,
    headingPath,
    language,
    titles,
    titleWords,
    sentences,
    words,
    text,
    placeOf,
  };
}

/** An order to whoever answers ("reply that…") would support the very answer that it asks for. */
function blocksWithOrders(text: string, sentences: readonly Sentence[]): ReadonlySet<number> {
  return new Set(
    sentences.filter(({ start, end }) => givesOrders(text.slice(start, end))).map((sentence) => sentence.block),
  );
}

function vocabularyOf(tokens: readonly Token[]): Vocabulary {
  return { keys: new Set(tokens.map(({ key }) => key)), joints: jointsOf(tokens) };
}

/** Everything that any of them holds. */
export function unionOf(vocabularies: readonly Vocabulary[]): Vocabulary {
  const keys = new Set<string>();
  const joints = new Set<string>();
  for (const vocabulary of vocabularies) {
    for (const key of vocabulary.keys) keys.add(key);
    for (const joint of vocabulary.joints) joints.add(joint);
  }
  return { keys, joints };
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
