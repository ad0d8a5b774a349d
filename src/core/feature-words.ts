import type { Language } from './reply.js';

/** A feature's name in plain words; `cross_` twins have their base's words with a remark. */
const words: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  cross_language: {
    zh: '问题和段落是不同的语言（1 是）',
    en: 'question and passage are in different languages (1 yes)',
  },
  coverage: {
    zh: '问题的词在段落里出现的比例（少见的词算得重）',
    en: "share of the question's words that stand in the passage (rare words count more)",
  },
  rare_coverage: {
    zh: '问题里最少见的几个词在段落里出现的比例',
    en: "share of the question's rarest words that stand in the passage",
  },
  window_coverage: {
    zh: '问题的词在相邻两句里一起出现的比例',
    en: "share of the question's words that stand together in two neighbouring sentences",
  },
  sentence_coverage: {
    zh: '问题的词在一句话和它上面的标题里一起出现的比例',
    en: "share of the question's words in one sentence and the titles above it",
  },
  identifiers_untitled: {
    zh: '问题里的选项名、函数名等，标题里没有的比例',
    en: "share of the question's identifiers (options, functions, versions) missing in the titles",
  },
  technical: { zh: '段落里有表格或代码（1 是）', en: 'the passage holds a table or code (1 yes)' },
  near_rivals: {
    zh: '检索得分几乎相同的其他段落的多少（取对数）',
    en: 'how many other passages score nearly the same (logarithm)',
  },
  technical_answer_logit: {
    zh: '有表格或代码的段落里，阅读器的把握另算的部分',
    en: "what the reader's opinion counts more or less in a passage with a table or code",
  },
  numbers_missing: { zh: '问题里的数字，段落没有的比例', en: "share of the question's numbers that the passage lacks" },
  names_missing: { zh: '问题里的名称，段落没有的比例', en: "share of the question's names that the passage lacks" },
  sparse_share: { zh: '词语匹配得分，占可能最高分的比例', en: 'word-match score, as a share of the highest possible' },
  sparse_lead: { zh: '词语匹配比最好的另一段领先多少', en: 'lead in word match over the best other passage' },
  sparse_rank: { zh: '按词语匹配的名次（1 是第一，1/2 是第二）', en: 'rank by words, as 1 ÷ rank (1 is first)' },
  dense_rank: { zh: '按意思的名次（1 是第一，1/2 是第二）', en: 'rank by meaning, as 1 ÷ rank (1 is first)' },
  cosine: { zh: '问题和段落意思的相近程度', en: 'how close question and passage are in meaning' },
  cosine_lead: { zh: '意思的相近程度比最好的另一段领先多少', en: 'lead in meaning over the best other passage' },
  cosine_above_field: {
    zh: '意思的相近程度比其他段落平均高出多少',
    en: 'closeness in meaning above the average of the other passages',
  },
  question_length: { zh: '问题的长度', en: 'length of the question' },
  asks_number: { zh: '问的是数字或时间（1 是）', en: 'the question asks for a number or a time (1 yes)' },
  asks_reason: { zh: '问的是原因或做法（1 是）', en: 'the question asks why or how (1 yes)' },
  asks_yes_no: { zh: '是非问题（1 是）', en: 'the question wants yes or no (1 yes)' },
  type_missing: {
    zh: '段落里没有所问的那类东西，比如数字、日期、原因（1 是）',
    en: 'the passage lacks the kind of thing asked for: a number, a date, a reason (1 yes)',
  },
  answer_logit: { zh: '阅读器认为段落回答了问题的把握', en: 'how sure the reader is that the passage answers' },
  answer_lead: {
    zh: '阅读器的把握比最好的另一段领先多少',
    en: "lead of the reader's opinion over the best other passage",
  },
  span_score: {
    zh: '阅读器找到的答案词句比“没有答案”强多少',
    en: 'how much the reader prefers the words it found to “no answer here”',
  },
  span_coverage: {
    zh: '阅读器找到的词句附近，问题的词出现的比例',
    en: "share of the question's words around the words the reader found",
  },
  span_numbers_missing: {
    zh: '问题里的数字，阅读器找到的词句附近没有的比例',
    en: "share of the question's numbers missing around the words the reader found",
  },
  span_names_missing: {
    zh: '问题里的名称，阅读器找到的词句附近没有的比例',
    en: "share of the question's names missing around the words the reader found",
  },
  span_type_missing: {
    zh: '阅读器找到的不是所问的那类东西（1 是）',
    en: 'the words the reader found are not the kind of thing asked for (1 yes)',
  },
  span_echo: {
    zh: '阅读器找到的只是问题自己的词（1 是）',
    en: "the words the reader found are the question's own (1 yes)",
  },
  alignment: {
    zh: '问题的每个词在段落里找到对应意思的程度',
    en: 'how well each word of the question finds its like in the passage',
  },
  alignment_near: {
    zh: '问题的词在答案附近找到对应意思的程度',
    en: "how well the question's words find their like around the answer",
  },
  alignment_lead: {
    zh: '逐词对应比最好的另一段领先多少',
    en: 'lead in word-by-word likeness over the best other passage',
  },
  rerank_score: { zh: '重排模型的得分', en: 'score of the reranker' },
  rerank_lead: {
    zh: '重排模型的得分比最好的另一段领先多少',
    en: 'lead in the score of the reranker over the best other passage',
  },
};

const acrossLanguages: Readonly<Record<Language, string>> = { zh: '（跨语言）', en: ' (across languages)' };

/** What a feature means, in the reader's language; its own name with spaces where nobody has written words for it. */
export function featureInWords(name: string, language: Language): string {
  const own = words[name];
  if (own) return own[language];
  const base = name.startsWith('cross_') ? words[name.slice('cross_'.length)] : undefined;
  return base ? base[language] + acrossLanguages[language] : name.replaceAll('_', ' ');
}

/** Whether words were written for it. */
export function hasWords(name: string): boolean {
  return featureInWords(name, 'en') !== name.replaceAll('_', ' ');
}
