import type { Language, Reason } from '../core/reply.js';

/** Sentences of an explanation. */
export interface ExplanationTexts {
  readonly heading: (confidence: string) => string;
  readonly reasons: Readonly<Record<Reason, (confidence: string, threshold: string) => string>>;
  readonly passage: (rank: number, source: string) => string;
  readonly foundByMeaning: (rank: number, score: string) => string;
  readonly notByMeaning: (score: string) => string;
  readonly foundByWords: (rank: number, score: string) => string;
  readonly notByWords: string;
  readonly reranked: (score: string) => string;
  readonly wordsFound: (words: string) => string;
  readonly wordsMissing: (words: string) => string;
  readonly readerFound: (words: string) => string;
  readonly readerDoubts: (words: string) => string;
  readonly readerNothing: string;
  readonly notRead: string;
  readonly readerUnsure: (words: string) => string;
  readonly moved: string;
  readonly start: string;
  readonly startAcross: string;
  readonly weight: (strength: string, aspect: string, isAgainst: boolean) => string;
  readonly strengths: readonly [strong: string, clear: string, slight: string];
  readonly smaller: (count: number, push: string) => string;
  readonly sum: (logOdds: string, confidence: string) => string;
  readonly below: string;
  readonly behind: (aspects: string) => string;
  readonly lacks: (words: string) => string;
  readonly hasInstead: (words: string) => string;
  readonly noBelow: string;
  readonly otherCalibration: string;
  readonly readButBestNot: string;
  readonly calibration: (id: string, origin: string, fittedOn: string) => string;
  readonly origins: Readonly<Record<'shipped' | 'collection', string>>;
  readonly reliability: (precision: string, kept: string, error: string) => string;
  readonly withoutReader: string;
  readonly provisional: string;
  readonly sources: Readonly<Record<'file' | 'feedback' | 'probes', (count: number) => string>>;
  readonly refused: (message: string) => string;
  readonly separator: string;
}

const english: ExplanationTexts = {
  heading: (confidence) => `Why ${confidence}?`,
  reasons: {
    confident: (confidence, threshold) =>
      `The best passage's confidence is ${confidence}, at or above the threshold ${threshold}: the knowledge base answered.`,
    sections_disagree: () => 'Sections that are sure of themselves disagree; all are shown, the newest period first.',
    below_threshold: (confidence, threshold) =>
      `The best passage's confidence is ${confidence}, below the threshold ${threshold}: passages were shown instead of an answer.`,
    below_relevance_floor: (confidence) =>
      `The best passage's confidence is only ${confidence}, below the relevance floor: nothing was quoted.`,
    empty_collection: () => 'The collection holds nothing.',
    nothing_matched: () => 'Nothing in the collection could be quoted for the question.',
    nothing_searchable: () => 'The question has no letter or digit to look for.',
    model_words_unsupported: (confidence) =>
      `The best passage's confidence is ${confidence}, but the model's words for it did not hold: the knowledge base's own stand.`,
    draft_supported: (confidence, threshold) =>
      `The best passage's confidence is ${confidence}, below the threshold ${threshold}: the model answered, and the knowledge base supports it.`,
    draft_unsupported: () =>
      'The model answered what the knowledge base does not support: its passages were shown instead.',
    draft_contradicted: () =>
      'The model answered against what the knowledge base says: its passages were shown instead.',
    draft_without_claims: () => 'The model stated nothing that could be checked: passages were shown instead.',
    model_unavailable: () => 'The model did not answer: what the knowledge base says was shown instead.',
    template: () => 'The model wrote from a template; what finds no support is marked.',
  },
  passage: (rank, source) => `Passage ${rank}: ${source}`,
  foundByMeaning: (rank, score) => `place ${rank} by meaning (cosine ${score})`,
  notByMeaning: (score) => `not found by meaning (cosine ${score})`,
  foundByWords: (rank, score) => `place ${rank} by words (BM25 ${score})`,
  reranked: (score) => `score of the reranker ${score}`,
  notByWords: 'not found by words: it shares none that counts with the question',
  wordsFound: (words) => `Words of the question that stand here: ${words}`,
  wordsMissing: (words) => `Words of the question that do not: ${words}`,
  readerFound: (words) => `The reader takes “${words}” for the answer.`,
  readerDoubts: (words) => `The reader doubts that the answer is here; if it is, then in “${words}”.`,
  readerUnsure: (words) =>
    `The reader takes this passage for one that answers, but is not sure of the words: perhaps “${words}”.`,
  readerNothing: 'The reader found no words here that answer.',
  notRead: 'The reader did not look at this passage.',
  moved:
    'What moved the confidence (+1 makes the odds that it answers 2.7 times as high, −1 as low; [names] are those of `explain`):',
  start: 'start: a passage in the language of the question, of which nothing is known yet',
  startAcross: 'start: a passage in another language than the question, of which nothing is known yet',
  weight: (strength, aspect, isAgainst) => `${strength} ${isAgainst ? 'against it' : 'for it'}: ${aspect}`,
  strengths: ['strongly', 'clearly', 'slightly'],
  smaller: (count, push) => `${push}  ${count} smaller ${count === 1 ? 'one' : 'ones together'}`,
  sum: (logOdds, confidence) => `Together ${logOdds}, which is a confidence of ${confidence}.`,
  below: 'Candidates just below:',
  behind: (list) => `behind mostly in: ${list}`,
  lacks: (words) => `lacks ${words}, which passage 1 has`,
  hasInstead: (words) => `has ${words}, which passage 1 lacks`,
  noBelow: 'No other candidate.',
  otherCalibration: 'not read by the reader: by words and meaning alone others came first',
  readButBestNot: 'read by the reader, which lowered it',
  calibration: (id, origin, fittedOn) => `Calibration ${id}: ${origin}, fitted on ${fittedOn}.`,
  origins: { shipped: 'shipped with Kaoju', collection: "the collection's own" },
  reliability: (precision, kept, error) =>
    `On questions left out of fitting: of the answers at .75 and above ${precision} were right, ${kept} of the answerable ones were answered, calibration error ${error}.`,
  withoutReader:
    'It was fitted without the reader, which is switched off or cannot be loaded: kaoju doctor says which.',
  provisional: 'It is provisional: made for any encoder. kaoju calibrate fits it to this collection.',
  sources: {
    file: (count) => `${count} labelled questions`,
    feedback: (count) => `${count} judged replies`,
    probes: (count) => `${count} probes`,
  },
  refused: (message) => `The collection's own calibration is not used: ${message}`,
  separator: '; ',
};

const chinese: ExplanationTexts = {
  heading: (confidence) => `为什么是 ${confidence}？`,
  reasons: {
    confident: (confidence, threshold) =>
      `最好的段落置信度是 ${confidence}，不低于阈值 ${threshold}，所以知识库直接作答。`,
    sections_disagree: () => '几个有把握的章节说法不一，都列出来了，时间新的在前。',
    below_threshold: (confidence, threshold) =>
      `最好的段落置信度是 ${confidence}，低于阈值 ${threshold}，所以只列出段落，不作答。`,
    below_relevance_floor: (confidence) => `最好的段落置信度只有 ${confidence}，低于相关性下限，所以什么都没有引用。`,
    empty_collection: () => '这个知识库是空的。',
    nothing_matched: () => '知识库里没有可以引用来回答的内容。',
    nothing_searchable: () => '问题里没有可以检索的字或数字。',
    model_words_unsupported: (confidence) =>
      `最好的段落置信度是 ${confidence}，但模型的表述没有通过核对，所以改用知识库原文。`,
    draft_supported: (confidence, threshold) =>
      `最好的段落置信度是 ${confidence}，低于阈值 ${threshold}，所以由模型作答，并且得到了知识库的支持。`,
    draft_unsupported: () => '模型的回答得不到知识库的支持，所以改为列出段落。',
    draft_contradicted: () => '模型的回答与知识库不符，所以改为列出段落。',
    draft_without_claims: () => '模型没有说出可以核对的内容，所以改为列出段落。',
    model_unavailable: () => '模型没有应答，所以改为列出知识库的内容。',
    template: () => '由模型按模板写成，得不到支持的句子已标出。',
  },
  passage: (rank, source) => `段落 ${rank}：${source}`,
  foundByMeaning: (rank, score) => `按意思排第 ${rank}（余弦 ${score}）`,
  notByMeaning: (score) => `按意思没有找到（余弦 ${score}）`,
  foundByWords: (rank, score) => `按词语排第 ${rank}（BM25 ${score}）`,
  reranked: (score) => `重排模型的得分 ${score}`,
  notByWords: '按词语没有找到：与问题没有共同的有用的词',
  wordsFound: (words) => `问题里这段有的词：${words}`,
  wordsMissing: (words) => `问题里这段没有的词：${words}`,
  readerFound: (words) => `阅读器认为答案是“${words}”。`,
  readerDoubts: (words) => `阅读器怀疑答案不在这里；如果在，可能是“${words}”。`,
  readerUnsure: (words) => `阅读器认为这段回答了问题，但说不准是哪些词句：可能是“${words}”。`,
  readerNothing: '阅读器在这里没有找到能回答的词句。',
  notRead: '阅读器没有读这个段落。',
  moved: '置信度由什么而来（+1 使“能回答”的赔率变为 2.7 倍，−1 则相反；[ ] 里是 explain 中的名称）：',
  start: '起点：与问题同一语言、还什么都不知道的段落',
  startAcross: '起点：与问题不同语言、还什么都不知道的段落',
  weight: (strength, aspect, isAgainst) => `${strength}${isAgainst ? '反对' : '支持'}：${aspect}`,
  strengths: ['强烈', '明显', '略微'],
  smaller: (count, push) => `${push}  其余 ${count} 项较小的合计`,
  sum: (logOdds, confidence) => `合计 ${logOdds}，即置信度 ${confidence}。`,
  below: '紧随其后的候选：',
  behind: (list) => `落后主要在：${list}`,
  lacks: (words) => `没有${words}，段落 1 有`,
  hasInstead: (words) => `有${words}，段落 1 没有`,
  noBelow: '没有其他候选。',
  otherCalibration: '阅读器没有读：只看词语和意思，别的段落排在前面',
  readButBestNot: '阅读器读过，降低了它',
  calibration: (id, origin, fittedOn) => `校准 ${id}：${origin}，拟合数据：${fittedOn}。`,
  origins: { shipped: '随 Kaoju 发布', collection: '这个知识库自己的' },
  reliability: (precision, kept, error) =>
    `在没有参与拟合的问题上：置信度 .75 及以上的回答有 ${precision} 是对的，可回答的问题答了 ${kept}，校准误差 ${error}。`,
  withoutReader: '拟合时没有用阅读器：阅读器被关闭，或者无法加载，kaoju doctor 会说明是哪一种。',
  provisional: '这是临时校准，适用于任何编码器；用 kaoju calibrate 按这个知识库拟合。',
  sources: {
    file: (count) => `${count} 个标注问题`,
    feedback: (count) => `${count} 条反馈`,
    probes: (count) => `${count} 个探测问题`,
  },
  refused: (message) => `这个知识库自己的校准没有被使用：${message}`,
  separator: '；',
};

/** The sentences in a language. */
export function explanationTexts(language: Language): ExplanationTexts {
  return language === 'zh' ? chinese : english;
}
