import { languageOf } from './language.js';
import { shapeOf } from './question-shape.js';
import type { Language } from './reply.js';

/** What kind of thing a question asks for. */
export type QuestionType =
  | 'person'
  | 'place'
  | 'time'
  | 'number'
  | 'reason'
  | 'manner'
  | 'definition'
  | 'yes_no'
  | 'other';

/** A question as answering looks at it. */
export interface Question {
  readonly text: string;
  readonly language: Language;
  readonly type: QuestionType;
  /** Numbers in it, thousands separators off; an answer that holds none of them is suspect. */
  readonly numbers: readonly string[];
  /** Capitalised words and Latin words inside Chinese: likely names, case kept. */
  readonly names: readonly string[];
  /** Whether more than one passage is likely needed: lists and comparisons. */
  readonly needsSeveral: boolean;
}

/** Reads type, numbers and names off a question's words. */
export function analyseQuestion(text: string): Question {
  const normal = text.normalize('NFKC').trim();
  const language = languageOf(normal);
  const patterns = language === 'zh' ? chineseTypes : englishTypes;
  return {
    text,
    language,
    type: patterns.find(([, pattern]) => pattern.test(normal))?.[0] ?? 'other',
    numbers: numbersOf(normal),
    names: namesOf(normal, language),
    needsSeveral: severalPattern.test(normal) || shapeOf(normal).shape === 'comparison',
  };
}

/** Numbers of a text: digits with their decimals, thousands separators off, in order, repeats left out. */
export function numbersOf(text: string): string[] {
  const found = text.normalize('NFKC').match(/\d+(?:,\d{3})*(?:\.\d+)?/g) ?? [];
  return [...new Set(found.map((number) => number.replaceAll(',', '')))];
}

/**
 * Words that look like names of options, functions, files or versions: with a capital, digit, dot, dash, slash or underscore inside, or
 * in capitals. Lower case, repeats left out.
 */
export function identifiersOf(text: string): string[] {
  const words = text.normalize('NFKC').match(/[A-Za-z@][\w@./-]*\w/g) ?? [];
  const likely = words.filter((word) => /[a-z][A-Z]|[_.\d@/]|\w-\w|^[A-Z]{2,}$/.test(word));
  return [...new Set(likely.map((word) => word.toLowerCase()))];
}

/** Whether a text holds the kind of thing that a question of this type asks for; true for types that words do not show. */
export function holdsType(text: string, type: QuestionType): boolean {
  switch (type) {
    case 'time':
      return /\d{1,4}\s*(?:年|月|日|世纪|世紀)|\b1\d{3}\b|\b20\d{2}\b|\d+(?:st|nd|rd|th)\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|years?|months?|days?|hours?|minutes?)\b|[〇零一二三四五六七八九十]+(?:年|月|日|世纪|世紀)|时期|時期|时候|小时|分钟|朝/i.test(
        text,
      );
    case 'number':
      return /\d|[〇零一二两兩三四五六七八九十百千万萬亿億半]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|half|third|quarter|twice|once|many|several|few)\b/i.test(
        text,
      );
    case 'reason':
      return /因为|因為|由于|由於|所以|因此|导致|導致|原因|为了|為了|以便|使得|because|since|due to|owing|reason|therefore|caused?|in order to|so that|result/i.test(
        text,
      );
    default:
      return true;
  }
}

const chineseTypes: readonly (readonly [QuestionType, RegExp])[] = [
  ['reason', /为什么|為什麼|为何|為何|为啥|原因是|什么原因|什麼原因/],
  [
    'time',
    /何时|何時|什么时候|什麼時候|哪一?年|哪一?[天日]|哪个?月|几月|幾月|几号|哪个?时期|什么时间|什麼時間|多久|何年|年份|朝代/,
  ],
  [
    'number',
    /多少|[几幾][个個人位名次岁歲年天种種条條家座届屆公分米项項章级級]|多大|多高|多长|多長|多远|多遠|多快|多重|比例|几成/,
  ],
  ['person', /谁|誰|何人|哪位|哪一位|哪个人|什么人|什麼人|哪些人/],
  [
    'place',
    /哪里|哪裡|哪裏|哪儿|何处|何處|何地|在哪|什么地方|什麼地方|哪个?(?:国家|城市|地区|省|县|州|洲)|哪國|哪一?个?國家|位于|位於/,
  ],
  ['yes_no', /[吗嗎么麼][？?]?$|是否|是不是|能不能|可不可以|有没有|有沒有|会不会/],
  ['manner', /如何|怎么|怎麼|怎样|怎樣|怎么样/],
  ['definition', /是什么|是什麼|什么是|什麼是|何谓|何謂|指的是|是指|定义|定義|是啥/],
];

const englishTypes: readonly (readonly [QuestionType, RegExp])[] = [
  [
    'number',
    /\bhow (?:many|much|old|tall|long|far|large|big|fast|high|deep|often)\b|\bwhat (?:percent|percentage|number|amount|population)\b|\bwhat is the (?:number|population|percentage)\b/i,
  ],
  ['time', /\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time|period)\b/i],
  ['person', /\bwho(?:se|m)?\b/i],
  ['place', /\bwhere\b|\b(?:what|which) (?:country|city|state|town|place|location|region|continent|province)\b/i],
  ['reason', /\bwhy\b|\bwhat (?:is|was|were|are) the (?:reason|cause)s?\b/i],
  ['manner', /\bhow\b/i],
  ['yes_no', /^(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|must)\b/i],
  [
    'definition',
    /^what (?:is|are) (?:an? |the )?[\p{L}-]+(?: [\p{L}-]+)?\s*\??$|\bdefin(?:e|ition)\b|\bmeaning of\b/iu,
  ],
];

const severalPattern =
  /比较|比較|区别|區別|不同之处|有哪些|哪几|哪幾|分别|分別|列出|\bcompare|\bdifferences?\b|\bversus\b|\bvs\b|\blist\b|\bwhat are (?:the|some)\b|\bboth\b|\brespectively\b/i;

const questionWords = new Set(
  'what when where who whom whose which why how is are was were do does did can could will would should has have had in on at of the a an by for to from if and or according during after before with as i may must'.split(
    ' ',
  ),
);

function namesOf(text: string, language: Language): string[] {
  const words = text.match(/[\p{Script=Latin}][\p{Script=Latin}\p{N}.'’-]*/gu) ?? [];
  const likely = words.filter(
    (word) => (language === 'zh' || /^\p{Lu}/u.test(word)) && !questionWords.has(word.toLowerCase()),
  );
  return [...new Set(likely.map((word) => word.replace(/['’]s$|[.'’-]+$/u, '')))].filter((word) => word.length > 1);
}
