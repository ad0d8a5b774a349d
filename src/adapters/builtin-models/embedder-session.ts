import { InferenceSession, Tensor } from 'onnxruntime-node';

/** What one run of the encoder gives; the states only when asked for. */
export interface EncoderOutput {
  /** Unit length. */
  readonly vector: Float32Array;
  /** States after layers 3 and 7, one row of `encoderDimensions` a token, `<s>` and `</s>` among them. */
  readonly states: { readonly layer3: Float32Array; readonly layer7: Float32Array } | null;
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

/** Encodes one text; a batch of one, because the weights quantise activations over the whole input tensor. */
export async function encodeTokens(
  session: InferenceSession,
  ids: readonly number[],
  withStates: boolean,
): Promise<EncoderOutput> {
  const shape = [1, ids.length];
  const feeds = {
    input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
    attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
  };
  const wanted = withStates ? ['sentence_embedding', 'states_3', 'states_7'] : ['sentence_embedding'];
  const outputs = await session.run(feeds, wanted);
  return {
    vector: floatsOf(outputs, 'sentence_embedding').slice(),
    states: withStates ? { layer3: floatsOf(outputs, 'states_3'), layer7: floatsOf(outputs, 'states_7') } : null,
  };
}

/** The numbers of an output; a view that belongs to onnxruntime's tensor. */
export function floatsOf(outputs: InferenceSession.ReturnType, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`Cannot read output "${name}": the model does not give float32`);
  return data;
}
