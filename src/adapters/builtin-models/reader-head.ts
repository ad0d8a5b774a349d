import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { QuestionStates } from '../../ports/embedder.js';
import { floatsOf } from './embedder-session.js';
import { bestSpan, type TokenSpan } from './reader-span.js';
import { stateNumbers } from './reader-states.js';
import { matchMask, windowsOf } from './reader-windows.js';

/** A passage's tokens as the head reads them: ids, and a row of joined states for each. */
export interface PassageTokens {
  readonly tokenIds: Int32Array;
  readonly states: Float32Array;
}

/** What the head says of a passage; each number is that of its best window. */
export interface HeadReading {
  readonly answerLogit: number;
  /** Over the passage's tokens. */
  readonly span: TokenSpan;
}

/** Runs the head over a passage, one window a run. Neither side may be empty. */
export async function readTokens(
  head: InferenceSession,
  question: QuestionStates,
  passage: PassageTokens,
): Promise<HeadReading> {
  let answerLogit = Number.NEGATIVE_INFINITY;
  let span: TokenSpan = { start: 0, end: 0, score: Number.NEGATIVE_INFINITY };
  for (const { start, end } of windowsOf(passage.tokenIds.length)) {
    const window = {
      tokenIds: passage.tokenIds.subarray(start, end),
      states: passage.states.subarray(start * stateNumbers, end * stateNumbers),
    };
    const outputs = await head.run(feedsOf(question, window));
    const found = bestSpan(floatsOf(outputs, 'start_logits'), floatsOf(outputs, 'end_logits'));
    if (found.score > span.score) span = { ...found, start: start + found.start, end: start + found.end };
    answerLogit = Math.max(answerLogit, floatsOf(outputs, 'answer_logit')[0] ?? answerLogit);
  }
  return { answerLogit, span };
}

function feedsOf(question: QuestionStates, window: PassageTokens) {
  const questionSize = question.tokenIds.length;
  const windowSize = window.tokenIds.length;
  const row = (values: Float32Array): Tensor => new Tensor('float32', values, [1, values.length]);
  return {
    q_states: new Tensor('float32', question.states, [1, questionSize, stateNumbers]),
    p_states: new Tensor('float32', window.states, [1, windowSize, stateNumbers]),
    q_mask: row(new Float32Array(questionSize).fill(1)),
    p_mask: row(new Float32Array(windowSize).fill(1)),
    q_match: row(matchMask(question.tokenIds, window.tokenIds)),
    p_match: row(matchMask(window.tokenIds, question.tokenIds)),
  };
}
