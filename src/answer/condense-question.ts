import type { ConversationTurn } from '../core/conversation.js';
import { isFunctionWord } from '../core/function-words.js';
import { languageOf } from '../core/language.js';
import type { Language } from '../core/reply.js';
import { followUpWords } from './follow-up-words.js';

/** A question and how it stands to what was said before. */
export interface CondensedQuestion {
  /**
   * `alone`: it names what it asks about. `follow_up`: it needs the last question's subject. `either`: its words do not
   * tell; ask both and keep the surer one.
   */
  readonly kind: 'alone' | 'follow_up' | 'either';
  /** With the last question's subject in it; the question as it is when it stands alone. */
  readonly question: string;
}

/** Questions looked back on: what was said before them is another subject or has been carried along. */
const questionsBack = 8;
/** Characters of a subject carried over; longer ones drown the question. */
const longestSubject = 160;
/** Characters before the break in which a reference may find its own meaning. */
const shortestClause = 5;
/** A follow-up without its own subject is short; in the past, where nothing can be looked up, longer ones stand alone. */
const shortQuestion: Readonly<Record<Language, number>> = { zh: 14, en: 36 };

/**
 * A question of a conversation as one that stands alone, by rule: pronouns and ellipsis take over the subject of the
 * last question, Chinese and English ("那试用期呢？", "And for part-timers?"). What the assistant said is not looked at:
 * it holds the documents' words, not the asker's.
 *
 * @param history oldest first; turns without text are passed over.
 */
export function condenseQuestion(question: string, history: readonly ConversationTurn[]): CondensedQuestion {
  const asked = history
    .filter(({ role, content }) => role === 'user' && content.trim() !== '')
    .slice(-questionsBack)
    .map(({ content }) => tidy(content));
  let last = '';
  for (const earlier of asked) last = asPast(earlier, last);
  return condense(tidy(question), last);
}

function asPast(question: string, last: string): string {
  const condensed = condense(question, last);
  const isShort = question.length <= shortQuestion[languageOf(question)];
  return condensed.kind === 'follow_up' || (condensed.kind === 'either' && isShort) ? condensed.question : question;
}

function condense(question: string, last: string): CondensedQuestion {
  if (last === '' || question === '') return { kind: 'alone', question };
  const kind = kindOf(question, last);
  if (kind === 'alone') return { kind, question };
  return { kind, question: isFragment(question) ? continued(question, last) : aboutSubject(question, last) };
}

function kindOf(question: string, last: string): CondensedQuestion['kind'] {
  const words = followUpWords[languageOf(question)];
  if (words.opening.test(question) || isFragment(question) || namesOther(question)) return 'follow_up';
  const plain = question.replace(words.noReference, (match) => ' '.repeat(match.length));
  const known = last.toLowerCase();
  const ownNames = namesOf(question).filter(({ name }) => !known.includes(name.toLowerCase()));
  const reference = words.reference.exec(plain);
  if (reference) {
    const before = plain.slice(0, reference.index);
    const hasAntecedent =
      ownNames.some(({ index }) => index < before.length) || words.clauseEnd.test(before.trim().slice(shortestClause));
    return hasAntecedent ? 'either' : 'follow_up';
  }
  return ownNames.length === 0 || words.weakReference.test(plain) ? 'either' : 'alone';
}

/** Whether a question only puts something else in the last one's place: 那最短呢, "And for part-timers?". */
function isFragment(question: string): boolean {
  const language = languageOf(question);
  const words = followUpWords[language];
  if (language === 'zh') {
    const rest = /^(.{1,24})呢[？?\s]*$/.exec(question)?.[1];
    return rest !== undefined && !words.asking.test(rest.replace(words.opening, ''));
  }
  const opened =
    words.opening.test(question) || /^(?:for|in|on|with|without|at|by|from|to|after|before|during)\b/i.test(question);
  return opened && question.length <= 80 && !words.asking.test(question.replace(words.opening, ''));
}

/** "X 呢，默认几秒？": X takes the place of what the last question was about. */
function namesOther(question: string): boolean {
  const named = /^(.{1,24}?)呢[，,；;]/.exec(question)?.[1];
  return named !== undefined && !followUpWords.zh.asking.test(named);
}

/** The last question with the fragment behind it: it still says what is asked. */
function continued(fragment: string, last: string): string {
  const language = languageOf(fragment);
  const bare = fragment.replace(followUpWords[language].opening, '');
  const before = last.replace(/[？?。.！!\s]+$/u, '').slice(-longestSubject);
  return language === 'zh' ? `${before}，${bare}` : `${before}, ${bare}`;
}

function aboutSubject(question: string, last: string): string {
  const language = languageOf(question);
  const bare = question.replace(followUpWords[language].opening, '') || question;
  const subject = subjectOf(last);
  if (subject === '') return bare;
  return language === 'zh' ? `${subject}：${bare}` : `${subject}: ${bare}`;
}

/** A question without the words that ask. */
function subjectOf(question: string): string {
  const language = languageOf(question);
  const bare = question
    .replace(followUpWords[language].filler, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[，,：:；;])/g, '')
    .trim();
  const kept = language === 'zh' ? bare : withoutFunctionWords(bare);
  return kept.slice(0, longestSubject).trim();
}

function withoutFunctionWords(text: string): string {
  const words = text.split(' ').filter((word) => !isFunctionWord(word.toLowerCase().replace(/[^\p{L}\p{N}]+$/u, '')));
  return words.join(' ');
}

/** Words that name one thing: Latin ones inside Chinese; with a capital, a digit or a joint (`proxy-mirror`) in English. */
function namesOf(text: string): { name: string; index: number }[] {
  const isChinese = languageOf(text) === 'zh';
  const names: { name: string; index: number }[] = [];
  for (const { 0: name, index } of text.matchAll(/[\p{Script=Latin}\p{N}][\p{Script=Latin}\p{N}._/:@+#-]*/gu)) {
    if (!/\p{L}/u.test(name)) continue;
    const stands =
      isChinese ||
      /[\p{N}_/@#]|\p{L}[-.:]\p{L}/u.test(name) ||
      (index > 0 && /^\p{Lu}/u.test(name)) ||
      /^\p{Lu}{2,}/u.test(name);
    if (stands && name !== 'I') names.push({ name, index });
  }
  return names;
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
