import { chooseCollection } from '../choose-collection.js';
import { type Client, type Problem, ProblemError } from '../client.js';
import { type CommandContext, withClient } from '../context.js';
import { explanationOf } from '../show-explanation.js';
import { linesBehind, replyLines } from '../show-reply.js';
import type { WireReply } from '../wire.js';
import type { WireCalibrationReport } from '../wire-evaluation.js';
import { pathOf } from './collections.js';

export interface AskOptions {
  readonly collection?: string;
  readonly topK?: number;
  readonly explain?: boolean;
  readonly json?: boolean;
}

/** `kaoju ask QUESTION`: the answer with its citations. Not knowing is an answer too. */
export async function ask(context: CommandContext, question: string, options: AskOptions): Promise<boolean> {
  const { terminal, signal } = context;
  const { reply, calibration } = await withClient(context, async (client) => {
    const collection = await chooseCollection(client, options.collection, signal);
    const json = { question, collection, top_k: options.topK, explain: options.explain };
    const answered = options.json
      ? await client.request<WireReply>('POST', '/v1/query', { json, signal })
      : await watched(client, json, context);
    if (!options.explain || options.json) return { reply: answered };
    const path = `${pathOf(collection)}/calibration`;
    return { reply: answered, calibration: await client.request<WireCalibrationReport>('GET', path, { signal }) };
  });
  if (options.json) {
    terminal.print(JSON.stringify(reply));
    return true;
  }
  for (const line of terminal.write ? linesBehind(reply) : replyLines(reply)) terminal.print(line);
  if (calibration) for (const line of ['', ...explanationOf(reply, calibration)]) terminal.print(line);
  return true;
}

/** The reply; on a terminal its text is written as it comes. */
async function watched(client: Client, json: object, { terminal, signal }: CommandContext): Promise<WireReply> {
  const { write } = terminal;
  if (!write) return await client.request<WireReply>('POST', '/v1/query', { json, signal });
  for await (const { event, data } of client.stream('/v1/query', { json: { ...json, stream: true }, signal })) {
    if (event === 'text')
      write((data as { text: string }).text); // The contract types the data of each event.
    else if (event === 'error') throw new ProblemError(data as Problem);
    else if (event === 'reply') return data as WireReply;
  }
  throw new Error('Cannot read the reply: its stream ended early; ask again');
}
