import type { AnswerPorts } from './answer/answer-ports.js';
import { streamAnswer } from './answer/answer-question.js';
import { searchPassages } from './answer/search-passages.js';
import { type CalibrationsInForce, calibrationsInForce, isProvisional } from './calibrate/calibrations-in-force.js';
import type { KnowledgeBaseError } from './core/errors.js';
import type { Reply } from './core/reply.js';
import { lastReply, type ReplyEvent } from './core/reply-event.js';
import { type EncoderPorts, withEncoderOf } from './encoders.js';
import type { AnswerRecorder } from './feedback/answer-recorder.js';
import type { KnowledgeBase, QueryOptions, SearchOptions } from './knowledge-base.js';
import { labelsOf } from './labels-of.js';

interface QueryPorts extends AnswerPorts, EncoderPorts {
  /** What was asked for and is not there, such as an altered reader: replies are degraded. */
  readonly missing: readonly KnowledgeBaseError[];
}

/** The part of a knowledge base that is asked. */
export function queryMethods(
  ports: QueryPorts,
  recorder: AnswerRecorder,
): Pick<KnowledgeBase, 'search' | 'query' | 'streamQuery' | 'listTemplates'> {
  const streamQuery: KnowledgeBase['streamQuery'] = (collection, question, options = {}) =>
    streamReply(ports, recorder, { collection, question, options });
  return {
    async search(collection, question, options = {}) {
      const { record, own, inForce } = await open(ports, collection);
      const request = { collection: record, question, ...searchRequest(options) };
      const result = await searchPassages({ ...own, calibrations: inForce.calibrations }, request);
      return { ...result, calibration: { ...result.calibration, provisional: isProvisional(inForce) } };
    },
    query: (...asked) => lastReply(streamQuery(...asked)),
    streamQuery,
    listTemplates: () => ports.prompts.templates,
  };
}

async function* streamReply(
  ports: QueryPorts,
  recorder: AnswerRecorder,
  { collection, question, options }: { collection: string; question: string; options: QueryOptions },
): AsyncGenerator<ReplyEvent, void, void> {
  const { record, own, inForce } = await open(ports, collection);
  const { history, template, inputs, instructions, id } = options;
  const asked = {
    collection: record,
    question,
    ...searchRequest(options),
    history,
    template,
    inputs,
    instructions,
    id,
  };
  const { onScored, answered } = recorder.watch(asked);
  const request = { ...asked, onScored };
  for await (const event of streamAnswer({ ...own, calibrations: inForce.calibrations }, request)) {
    if (event.type !== 'reply') yield event;
    else yield { type: 'reply', reply: answered(asItStands(event.reply, inForce, ports.missing)) };
  }
}

/** The collection, with the encoder its vectors came from and the calibrations in force. */
async function open(ports: QueryPorts, collection: string) {
  const record = await ports.catalog.getCollection(collection);
  const own = withEncoderOf(ports, record);
  return { record, own, inForce: await calibrationsInForce(own, record) };
}

function asItStands(reply: Reply, inForce: CalibrationsInForce, missing: QueryPorts['missing']): Reply {
  const calibration = { ...reply.calibration, provisional: isProvisional(inForce) };
  return { ...reply, calibration, degraded: reply.degraded || inForce.refused !== null || missing.length > 0 };
}

function searchRequest({ filters = {}, topK = 5, explain = false, access, signal }: SearchOptions) {
  return { filters, topK, explain, labels: labelsOf(access), ...(signal && { signal }) };
}
