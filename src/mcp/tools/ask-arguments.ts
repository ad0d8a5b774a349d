import { z } from 'zod';

/** What questions have in common. The contract checks the rest. */
export const askArguments = {
  collection: z
    .string()
    .max(64)
    .optional()
    .describe('Knowledge base; may be left out when there is only one. See list_collections'),
  filters: z
    .record(z.string().max(200), z.unknown())
    .optional()
    .describe(
      'Metadata conditions by field: {"domain":"HR"}, {"period":{"gte":"2024"}}, {"document_id":["a.md","b.md"]}',
    ),
};

/** Characters of the longest question, as in the contract. */
export const maxQuestionCharacters = 8000;

export const questionArgument = z.string().min(1).max(maxQuestionCharacters);
