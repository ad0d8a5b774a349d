import type { InferenceSession } from 'onnxruntime-node';
import { alignTokens } from '../../core/token-alignment.js';
import type { QuestionStates } from '../../ports/embedder.js';
import type { Work, WorkerSetup } from './embedder-messages.js';
import {
  type Encoder,
  encoderDimensions,
  oneThreadSession,
  openEncoder,
  type TokenStates,
  tokenStates,
  vectorOf,
} from './embedder-session.js';
import { type EncoderTokenizer, encoderTokenizer, type TokenisedText } from './embedder-tokens.js';
import { readModelFile } from './model-file.js';
import { readTokens } from './reader-head.js';
import { joinStates, type PackedPassage, packPassage, stateNumbers, unpackStates } from './reader-states.js';
import { tokenOffsets } from './reader-token-offsets.js';
import { hasWords, maxQuestionTokens } from './reader-windows.js';

/** What the encoder was trained to see before a text. */
export const prefixes = { query: 'query: ', passage: 'passage: ' } as const;

/** The answer logit where there is nothing to read: certainly none, and still a number to calculate with. */
const blankLogit = -20;

/** Of a token's joined states, those after layer 7: measured better for aligning than those after layer 3. */
const deeperLayer = { width: encoderDimensions, stride: stateNumbers, offset: encoderDimensions };

/** One worker's models: everything that is done on its thread. */
export interface EmbedderModels {
  encode(task: Work['encode']['task']): Promise<Work['encode']['result']>;
  read(task: Work['read']['task']): Promise<Work['read']['result']>;
  count(task: Work['count']['task']): Work['count']['result'];
  close(): Promise<void>;
}

/** @throws KnowledgeBaseError `model_file_invalid` */
export async function loadEmbedderModels({ embedderFolder, readerFolder }: WorkerSetup): Promise<EmbedderModels> {
  const [model, tokenizerBytes, headModel] = await Promise.all([
    readModelFile(embedderFolder, 'model.onnx'),
    readModelFile(embedderFolder, 'tokenizer.json'),
    readerFolder === null ? null : readModelFile(readerFolder, 'model.onnx'),
  ]);
  const encoder = await openEncoder(model);
  const head = headModel && (await oneThreadSession(headModel));
  const tokenizer = encoderTokenizer(tokenizerBytes);
  return {
    async encode({ side, text, withStates }) {
      const tokenised = tokenizer.tokenise(prefixes[side] + text);
      const seen = await tokenStates(encoder, tokenised.ids);
      const states = withStates ? questionStates(tokenised, seen, prefixTokens(tokenizer, side)) : null;
      return { vector: await vectorOf(encoder, seen), truncated: tokenised.truncated, states };
    },
    async read({ question, passage, packed: known }) {
      if (!head) throw new Error('Cannot read a passage: the worker was started without a reader');
      // Also what was just read goes through packing, so that a reading does not depend on what is kept.
      const packed = known ?? (await encodeAndPack(encoder, tokenizer, passage));
      return { reading: await readPacked(head, question, packed), packed };
    },
    count: ({ texts }) => ({ counts: texts.map((text) => tokenizer.count(text)) }),
    async close() {
      await Promise.all([encoder.lower.release(), encoder.upper.release(), head?.release()]);
    },
  };
}

function questionStates({ ids }: TokenisedText, states: TokenStates, from: number): QuestionStates {
  const to = Math.min(ids.length - 1, from + maxQuestionTokens);
  return { tokenIds: Int32Array.from(ids.slice(from, to)), states: joinStates(states, from, to) };
}

async function encodeAndPack(encoder: Encoder, tokenizer: EncoderTokenizer, passage: string): Promise<PackedPassage> {
  const { ids, tokens } = tokenizer.tokenise(prefixes.passage + passage);
  const states = await tokenStates(encoder, ids);
  const from = prefixTokens(tokenizer, 'passage');
  const to = ids.length - 1;
  const offsets = tokenOffsets(passage, tokens.slice(from, to), tokenizer.normalise);
  return packPassage(ids.slice(from, to), offsets, joinStates(states, from, to));
}

async function readPacked(head: InferenceSession, question: QuestionStates, packed: PackedPassage) {
  const { tokenIds, offsets } = packed;
  if (!hasWords(tokenIds) || !hasWords(question.tokenIds)) {
    return { answerLogit: blankLogit, span: null, alignment: null };
  }
  const states = unpackStates(packed);
  const { answerLogit, span } = await readTokens(head, question, { tokenIds, states });
  const alignment = alignTokens(question.states, states, deeperLayer, span);
  const start = offsets.starts[span.start] ?? 0;
  const end = Math.max(start, offsets.ends[span.end] ?? start);
  return { answerLogit, span: { start, end, score: span.score }, alignment };
}

/** Tokens before a text's own: `<s>` and the prefix. The space after the prefix is part of the text's first token. */
function prefixTokens(tokenizer: EncoderTokenizer, side: keyof typeof prefixes): number {
  return tokenizer.tokenise(prefixes[side].trimEnd()).ids.length - 1;
}
