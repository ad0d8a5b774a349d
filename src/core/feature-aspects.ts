/** What a feature speaks about. Features of one aspect overlap, so that only their sum says something. */
export const aspects = ['reader', 'meaning', 'words', 'missing', 'rivals', 'kind', 'reranker', 'language'] as const;
export type Aspect = (typeof aspects)[number];

const byName: Readonly<Record<string, Aspect>> = {
  answer_logit: 'reader',
  answer_lead: 'reader',
  technical_answer_logit: 'reader',
  span_score: 'reader',
  cosine: 'meaning',
  cosine_lead: 'meaning',
  cosine_above_field: 'meaning',
  dense_rank: 'meaning',
  alignment: 'meaning',
  alignment_near: 'meaning',
  alignment_lead: 'meaning',
  coverage: 'words',
  rare_coverage: 'words',
  window_coverage: 'words',
  sentence_coverage: 'words',
  span_coverage: 'words',
  sparse_share: 'words',
  sparse_lead: 'words',
  sparse_rank: 'words',
  numbers_missing: 'missing',
  names_missing: 'missing',
  identifiers_untitled: 'missing',
  type_missing: 'missing',
  span_numbers_missing: 'missing',
  span_names_missing: 'missing',
  span_type_missing: 'missing',
  span_echo: 'missing',
  near_rivals: 'rivals',
  question_length: 'kind',
  asks_number: 'kind',
  asks_reason: 'kind',
  asks_yes_no: 'kind',
  technical: 'kind',
  rerank_score: 'reranker',
  rerank_lead: 'reranker',
  cross_language: 'language',
};

/** The aspect of a feature or its `cross_` twin; undefined for a name that nobody has sorted. */
export function aspectOf(name: string): Aspect | undefined {
  return byName[name] ?? byName[name.replace(/^cross_/, '')];
}

/** Words of two languages cannot agree: across languages these are 0 and have no twin. */
const sameLanguageOnly = new Set([
  'coverage',
  'rare_coverage',
  'window_coverage',
  'sentence_coverage',
  'sparse_lead',
  'sparse_rank',
  'near_rivals',
]);

/**
 * Whether a feature stands still for a passage, whatever it says: the twin for the other case of same and other language, and
 * the language itself. Its push is the same for every such passage.
 *
 * @param all names of all features of the calibration.
 */
export function standsStill(name: string, isCross: boolean, all: ReadonlySet<string>): boolean {
  if (name === 'cross_language') return true;
  return isCross ? sameLanguageOnly.has(name) || all.has(`cross_${name}`) : name.startsWith('cross_');
}
