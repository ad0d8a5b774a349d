import { z } from 'zod';
import { defineTool } from '../tool.js';

/** What a person thinks of an answer, kept with the reply. */
export const rateAnswerTool = defineTool({
  name: 'rate_answer',
  title: 'Rate an answer',
  description:
    'Records whether a person found an answer of the tool ask right or wrong, and the correction if they gave one. Call it when ' +
    'the user says so, never on your own judgement. Rating the same reply again replaces the first rating.',
  input: z.strictObject({
    reply_id: z.string().min(1).max(200).describe('The id that ask returned'),
    rating: z.enum(['up', 'down']).describe('up: right and useful; down: wrong or useless'),
    correction: z.string().min(1).max(20_000).optional().describe('What should have been answered'),
    section_id: z.string().min(1).max(200).optional().describe('The section that holds the right answer'),
    comment: z.string().min(1).max(4000).optional(),
  }),
  output: z.looseObject({ reply_id: z.string(), rating: z.enum(['up', 'down']) }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run(input, backend, signal) {
    const kept = await backend.request<Record<string, unknown>>('POST', '/v1/feedback', { json: input, signal });
    return { text: `Kept: reply ${input.reply_id} was rated ${input.rating}.`, data: kept };
  },
});
