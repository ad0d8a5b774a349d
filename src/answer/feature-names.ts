/** Features that no encoder changes: words, coverage, ranks, the question's kind. */
export const recipeFreeFeatures: readonly string[] = [
  'cross_language',
  'coverage',
  'rare_coverage',
  'window_coverage',
  'sentence_coverage',
  'numbers_missing',
  'names_missing',
  'identifiers_untitled',
  'sparse_share',
  'sparse_lead',
  'sparse_rank',
  'dense_rank',
  'cross_dense_rank',
  'cross_numbers_missing',
  'cross_names_missing',
  'cross_sparse_share',
  'question_length',
  'asks_number',
  'asks_reason',
  'asks_yes_no',
  'type_missing',
  'technical',
  'cross_technical',
];

/** With the built-in encoder's cosines. */
export const retrievalFeatures: readonly string[] = [
  ...recipeFreeFeatures,
  'near_rivals',
  'cosine',
  'cosine_lead',
  'cosine_above_field',
  'cross_cosine',
  'cross_cosine_lead',
  'cross_cosine_above_field',
];

/** With what the reader says. */
export const readerFeatures: readonly string[] = [
  ...retrievalFeatures,
  'answer_logit',
  'technical_answer_logit',
  'answer_lead',
  'span_score',
  'alignment',
  'alignment_near',
  'alignment_lead',
  'cross_answer_logit',
  'cross_answer_lead',
  'cross_span_score',
  'cross_alignment',
  'cross_alignment_near',
  'cross_alignment_lead',
];

/** With a reranker's scores; their scale is the model's own, so only a calibration fitted on that model has them. */
export const rerankerFeatures: readonly string[] = ['rerank_score', 'rerank_lead'];
