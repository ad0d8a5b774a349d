import type { Aspect } from '../core/feature-aspects.js';
import type { Language } from '../core/reply.js';

/** Sentences that say why, for somebody who has not read the code. */
export interface CauseTexts {
  readonly ifWrong: string;
  readonly heldBack: string;
  readonly unread: string;
  readonly noReader: string;
  readonly doubtOutweighed: string;
  readonly doubted: string;
  readonly unsureWhere: string;
  readonly acrossLanguages: string;
  readonly wordsMissing: (words: string, percent: number) => string;
  readonly typeMissing: string;
  readonly numbersMissing: string;
  readonly namesMissing: string;
  readonly manyAlike: string;
  readonly farInMeaning: string;
  readonly hardKind: string;
  readonly nearlyAsSure: (confidence: string, source: string) => string;
  readonly allAgree: string;
  readonly littleOfAll: string;
  readonly expectedWrong: (confidence: string, wrong: number) => string;
  readonly aspects: Readonly<Record<Aspect, string>>;
  readonly quote: (word: string) => string;
  readonly comma: string;
}

const english: CauseTexts = {
  ifWrong: 'If the answer is wrong, look here first:',
  heldBack: 'What held it back:',
  unread:
    'The reader did not look at this passage: retrieval gave it too little, or others more. Only words and meaning were compared.',
  noReader: 'There is no reader for this encoder: only words and meaning were compared.',
  doubtOutweighed:
    'The reader doubts that this passage answers. It was chosen all the same, because its words and meaning are so like the question: it may speak of the subject without answering.',
  doubted: 'The reader doubts that this passage answers the question.',
  unsureWhere:
    'The reader takes the passage for one that answers, but cannot tell with which words: it may speak of the subject and leave the question open.',
  acrossLanguages:
    'Question and passage are in different languages: their words cannot be compared, so that passages on one subject are hard to tell apart.',
  wordsMissing: (words, percent) =>
    `The passage lacks ${words}: ${percent} % of what the question's words weigh (rare words weigh more). If that is what was asked about, the answer stands elsewhere or nowhere; if the document says it in other words, ask in those.`,
  typeMissing: 'The passage seems to hold nothing of the kind that was asked for (a number, a date, a reason).',
  numbersMissing:
    'A number of the question does not stand in the passage: it may be about another year, version or amount.',
  namesMissing: 'A name of the question does not stand in the passage: it may be about somebody or something else.',
  manyAlike: 'Several other passages fit nearly as well: which of them answers is hard to tell.',
  farInMeaning: 'In meaning the passage is no nearer to the question than passages that do not answer usually are.',
  hardKind:
    'Questions or passages of this kind (a number, yes or no, a table, code) are more often answered wrongly, so that less is trusted.',
  nearlyAsSure: (confidence, source) =>
    `Another passage is nearly as sure (${confidence}); the answer may stand there: ${source}`,
  allAgree:
    'Words, meaning and reader all took this passage for one that answers. It shares subject and words with the question; that it says something else shows in none of them.',
  littleOfAll: 'No single reason: every sign is a little weaker than in passages that answer.',
  expectedWrong: (confidence, wrong) =>
    `Of answers with a confidence of ${confidence}, about ${wrong} in 100 are expected to be wrong.`,
  aspects: {
    reader: "the reader's opinion",
    meaning: 'likeness in meaning',
    words: 'words in common',
    missing: 'numbers, names and options that are there or missing',
    rivals: 'other passages that fit as well',
    kind: 'the kind of question and passage',
    reranker: "the reranker's score",
    language: 'languages',
  },
  quote: (word) => `“${word}”`,
  comma: ', ',
};

const chinese: CauseTexts = {
  ifWrong: '答案若是错的，先看这里：',
  heldBack: '为什么没有更高：',
  unread: '阅读器没有读这个段落：检索给它的分太低，或别的段落更值得读；只比较了词语和意思。',
  noReader: '这个编码器没有配套的阅读器：只比较了词语和意思。',
  doubtOutweighed:
    '阅读器怀疑这个段落能回答问题；选中它，是因为它的词语和意思与问题很像。它可能只是谈到同一件事，并没有回答。',
  doubted: '阅读器怀疑这个段落能回答问题。',
  unsureWhere: '阅读器认为这个段落回答了问题，但说不准是哪些词句：它可能只谈到这件事，没有说出答案。',
  acrossLanguages: '问题和段落是不同的语言：词语无法比较，同一主题的几个段落不容易分清。',
  wordsMissing: (words, percent) =>
    `段落里没有${words}，占问题用词分量的 ${percent}%（少见的词分量大）。如果问的正是这个，答案在别处或者没有；如果文档用的是别的说法，请换那种说法再问。`,
  typeMissing: '段落里好像没有所问的那类东西（数字、日期或原因）。',
  numbersMissing: '问题里的数字段落里没有：说的可能是别的年份、版本或数额。',
  namesMissing: '问题里的名称段落里没有：说的可能是别的人或东西。',
  manyAlike: '还有几个段落几乎同样符合，难以判断哪一个回答了问题。',
  farInMeaning: '从意思看，段落并不比答不了的段落更接近问题。',
  hardKind: '这类问题或段落（问数字、是非、表格、代码）更容易答错，所以打了折扣。',
  nearlyAsSure: (confidence, source) => `另一个段落几乎同样有把握（${confidence}），答案可能在那里：${source}`,
  allAgree:
    '词语、意思和阅读器都认为这个段落回答了问题。它和问题主题相同、用词相同；它说的其实是别的，这三者都看不出来。',
  littleOfAll: '没有单独的原因：每一项都比能回答的段落弱一点。',
  expectedWrong: (confidence, wrong) => `置信度为 ${confidence} 的回答，预计 100 个里约有 ${wrong} 个是错的。`,
  aspects: {
    reader: '阅读器的判断',
    meaning: '意思的相近',
    words: '共同的词语',
    missing: '数字、名称、选项的有无',
    rivals: '同样符合的其他段落',
    kind: '问题和段落的种类',
    reranker: '重排模型的得分',
    language: '语言',
  },
  quote: (word) => `“${word}”`,
  comma: '、',
};

/** The sentences in a language. */
export function causeTexts(language: Language): CauseTexts {
  return language === 'zh' ? chinese : english;
}
