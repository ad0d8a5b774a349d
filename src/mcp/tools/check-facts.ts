import { z } from 'zod';
import { chooseCollection } from '../choose-collection.js';
import { type ShownSource, sourceLine } from '../source-line.js';
import { defineTool } from '../tool.js';
import { askArguments } from './ask-arguments.js';

interface WireVerdict {
  readonly score: number | null;
  readonly threshold: number;
  readonly passed: boolean;
  readonly claims: readonly WireClaim[];
}

interface WireClaim {
  readonly text: string;
  readonly support: number;
  readonly label: 'supported' | 'unsupported' | 'contradicted';
  readonly reason: string;
  readonly evidence: readonly (ShownSource & { readonly quote: string })[];
}

const claimSchema = z.looseObject({
  text: z.string(),
  support: z.number().describe('0…1; 0 when contradicted'),
  label: z.enum(['supported', 'unsupported', 'contradicted']),
  reason: z.string(),
  evidence: z.array(z.looseObject({ document_id: z.string(), section_id: z.string(), quote: z.string() })),
});

/** How a text stands to the documents, claim by claim. */
export const checkFactsTool = defineTool({
  name: 'check_facts',
  title: 'Check a text against the knowledge base',
  description:
    'Splits a text into claims and says of each whether the documents support it, contradict it (numbers, units, dates, names, ' +
    'negation, comparisons) or say nothing, with the evidence quoted. Use it before you state something as the documents’ word. ' +
    'Unsupported means not found, not false.',
  input: z.strictObject({
    text: z.string().min(1).max(200_000).describe('Plain text or Markdown, Chinese or English'),
    ...askArguments,
  }),
  output: z.looseObject({
    collection: z.string(),
    verdict: z.looseObject({
      score: z
        .number()
        .nullable()
        .describe('0…1, below 0.7 when anything is contradicted; null when the text claims nothing'),
      passed: z.boolean(),
      claims: z.array(claimSchema),
    }),
  }),
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run({ text, collection: named, filters }, backend, signal) {
    const collection = await chooseCollection(backend, named, signal);
    const json = { text, collection, ...(filters && { filters }) };
    const { verdict } = await backend.request<{ verdict: WireVerdict }>('POST', '/v1/fact-check', { json, signal });
    return { text: describe(verdict), data: { collection, verdict } };
  },
});

function describe({ score, threshold, passed, claims }: WireVerdict): string {
  if (score === null) return 'The text claims nothing that could be checked.';
  const verdict = `Factuality ${score.toFixed(2)}, ${passed ? 'passed' : 'not passed'} (threshold ${threshold}).`;
  const shown = claims.map(({ label, support, text, reason, evidence }, index) => {
    const [best] = evidence;
    const quoted = best ? `\n   “${best.quote.trim()}”\n   ${sourceLine(best)}` : '';
    return `${index + 1}. ${label} (${support.toFixed(2)}): ${text}\n   ${reason}${quoted}`;
  });
  return [verdict, ...shown].join('\n\n');
}
