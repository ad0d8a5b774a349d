import { InferenceSession, Tensor } from 'onnxruntime-node';
import { splitModel } from './split-model.js';

/** The encoder in two halves: reading a passage needs the states of the lower one, and the upper one is 5 of 12 layers. */
export interface Encoder {
  readonly lower: InferenceSession;
  readonly upper: InferenceSession;
}

/** States after layers 3 and 7, one row of `encoderDimensions` a token, `<s>` and `</s>` among them. */
export interface TokenStates {
  readonly layer3: Float32Array;
  readonly layer7: Float32Array;
}

/** Numbers of a vector, and of a token's state. */
export const encoderDimensions = 384;

/**
 * One onnxruntime session on one thread. `run` of onnxruntime-node holds the JavaScript thread until it is done, so a
 * session lives in a worker thread; and threads of several sessions that spin fight for the cores, so spinning is off.
 *
 * @throws Error when the bytes are no model that onnxruntime can run.
 */
export function oneThreadSession(model: Buffer): Promise<InferenceSession> {
  return InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
  });
}

/** @throws Error when the bytes are no model of the encoder. */
export async function openEncoder(model: Buffer): Promise<Encoder> {
  const halves = splitModel(model, 'states_7', ['states_3', 'states_7'], 'sentence_embedding');
  return { lower: await oneThreadSession(halves.lower), upper: await oneThreadSession(halves.upper) };
}

/** Reads one text with the lower half; a batch of one, because the weights quantise activations over the whole input tensor. */
export async function tokenStates({ lower }: Encoder, ids: readonly number[]): Promise<TokenStates> {
  const input = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
  const outputs = await lower.run({ input_ids: input, attention_mask: fullMask(ids.length) });
  return { layer3: floatsOf(outputs, 'states_3'), layer7: floatsOf(outputs, 'states_7') };
}

/** The vector of the text that these are the states of; unit length. */
export async function vectorOf({ upper }: Encoder, { layer7 }: Pick<TokenStates, 'layer7'>): Promise<Float32Array> {
  const tokens = layer7.length / encoderDimensions;
  const states = new Tensor('float32', layer7, [1, tokens, encoderDimensions]);
  const outputs = await upper.run({ states_7: states, attention_mask: fullMask(tokens) });
  return floatsOf(outputs, 'sentence_embedding').slice();
}

function fullMask(tokens: number): Tensor {
  return new Tensor('int64', new BigInt64Array(tokens).fill(1n), [1, tokens]);
}

/** The numbers of an output; a view that belongs to onnxruntime's tensor. */
export function floatsOf(outputs: InferenceSession.ReturnType, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`Cannot read output "${name}": the model does not give float32`);
  return data;
}
