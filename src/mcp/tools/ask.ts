import { z } from 'zod';
import { chooseCollection } from '../choose-collection.js';
import { sourceLine } from '../source-line.js';
import { defineTool } from '../tool.js';
import { citationSchema, type WireCitation } from '../wire-types.js';
import { askArguments, questionArgument } from './ask-arguments.js';

interface WireReply {
  readonly id: string;
  readonly answer: string;
  readonly route: string;
  readonly reason: string;
  readonly confidence: number;
  readonly citations: readonly WireCitation[];
  /** Repeats what the citations quote, and costs a model many tokens: `search` shows it. */
  readonly passages: unknown;
}

/** An answer with its sources, or a plain "not in the knowledge base". */
export const askTool = defineTool({
  name: 'ask',
  title: 'Ask the knowledge base',
  description:
    'Answers a question from the documents, with [n] citations whose sources are listed. The route says how it came about: ' +
    'knowledge_base and tuned_model are checked answers; passages means not sure, only quotations; no_answer means that the ' +
    'documents hold nothing: say so instead of answering from memory. Keep the [n] when you repeat the answer.',
  input: z.strictObject({
    question: questionArgument.describe('In Chinese or English'),
    ...askArguments,
    history: z
      .array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.string().max(20_000) }))
      .max(50)
      .optional()
      .describe('What was said before, oldest first, when the question needs it'),
  }),
  output: z.looseObject({
    id: z.string().describe('For rate_answer'),
    collection: z.string(),
    answer: z.string(),
    route: z.enum(['knowledge_base', 'tuned_model', 'passages', 'no_answer', 'generated']),
    reason: z.string(),
    confidence: z.number().describe('0…1, of the best passage'),
    citations: z.array(citationSchema),
    verdict: z.unknown().describe('What the check found about a model’s words; null where none spoke'),
  }),
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run({ question, collection: named, filters, history }, backend, signal) {
    const collection = await chooseCollection(backend, named, signal);
    const json = { question, collection, ...(filters && { filters }), ...(history && { history }) };
    const { passages: _passages, ...reply } = await backend.request<WireReply>('POST', '/v1/query', { json, signal });
    const sources = reply.citations.map((citation) => `[${citation.number}] ${sourceLine(citation)}`);
    const lines = [
      reply.answer,
      ...(sources.length > 0 ? ['', 'Sources:', ...sources] : []),
      '',
      `(route ${reply.route}: ${reply.reason}; confidence ${reply.confidence.toFixed(2)}; reply id ${reply.id})`,
    ];
    return { text: lines.join('\n'), data: { ...reply } };
  },
});
