import { chooseCollection } from '../choose-collection.js';
import { type CommandContext, withClient } from '../context.js';
import { explanationOf } from '../show-explanation.js';
import { replyLines } from '../show-reply.js';
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
    const answered = await client.request<WireReply>('POST', '/v1/query', { json, signal });
    if (!options.explain || options.json) return { reply: answered };
    const path = `${pathOf(collection)}/calibration`;
    return { reply: answered, calibration: await client.request<WireCalibrationReport>('GET', path, { signal }) };
  });
  if (options.json) {
    terminal.print(JSON.stringify(reply));
    return true;
  }
  for (const line of replyLines(reply)) terminal.print(line);
  if (calibration) for (const line of ['', ...explanationOf(reply, calibration)]) terminal.print(line);
  return true;
}
