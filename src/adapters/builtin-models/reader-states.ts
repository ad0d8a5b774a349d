import { encoderDimensions, type TokenStates } from './embedder-session.js';
import type { TokenOffsets } from './reader-token-offsets.js';

/** Numbers of a token: its states after layers 3 and 7, joined. */
export const stateNumbers = 2 * encoderDimensions;

/**
 * Numbers that share a scale. A few dimensions are far larger than the rest, so one scale a token is coarser. On 120
 * gold passages, against float32: groups of 64 move the answer logit by .012 (zh) and .021 (en) in the mean and .10 at
 * most, one scale a layer by .016 and .025; even float16, at twice the bytes, moves it by .008 and .010.
 */
const groupNumbers = 64;
const groups = stateNumbers / groupNumbers;

/** A passage read by the encoder, small enough to keep: 828 bytes a token, in memory that threads share. */
export interface PackedPassage {
  readonly sizeBytes: number;
  readonly tokenIds: Int32Array;
  readonly offsets: TokenOffsets;
  /** `groups` a token: what 127 stands for, over 127. */
  readonly scales: Float32Array;
  /** `stateNumbers` a token. */
  readonly values: Int8Array;
}

/** The two states of tokens `from` to `to` (exclusive), joined to one row a token. */
export function joinStates(states: TokenStates, from: number, to: number): Float32Array {
  const joined = new Float32Array((to - from) * stateNumbers);
  for (let token = from; token < to; token += 1) {
    const row = (token - from) * stateNumbers;
    const [begin, end] = [token * encoderDimensions, (token + 1) * encoderDimensions];
    joined.set(states.layer3.subarray(begin, end), row);
    joined.set(states.layer7.subarray(begin, end), row + encoderDimensions);
  }
  return joined;
}

/** Rounds states to 8 bits; `states` has `stateNumbers` for each id. */
export function packPassage(tokenIds: readonly number[], offsets: TokenOffsets, states: Float32Array): PackedPassage {
  const packed = allocate(tokenIds.length);
  packed.tokenIds.set(tokenIds);
  packed.offsets.starts.set(offsets.starts);
  packed.offsets.ends.set(offsets.ends);
  for (const [group] of packed.scales.entries()) {
    const start = group * groupNumbers;
    let largest = 0;
    for (let i = start; i < start + groupNumbers; i += 1) largest = Math.max(largest, Math.abs(states[i] ?? 0));
    const scale = largest / 127;
    packed.scales[group] = scale;
    if (scale === 0) continue;
    for (let i = start; i < start + groupNumbers; i += 1) packed.values[i] = Math.round((states[i] ?? 0) / scale);
  }
  return packed;
}

/** The states again, rounded. */
export function unpackStates({ scales, values }: PackedPassage): Float32Array {
  const states = new Float32Array(values.length);
  for (const [group, scale] of scales.entries()) {
    const start = group * groupNumbers;
    for (let i = start; i < start + groupNumbers; i += 1) states[i] = (values[i] ?? 0) * scale;
  }
  return states;
}

/** One shared buffer for all of it, so that a kept passage goes to any worker without a copy. */
function allocate(tokens: number): PackedPassage {
  const words = tokens * (3 + groups);
  const buffer = new SharedArrayBuffer(4 * words + tokens * stateNumbers);
  const at = (word: number): number => 4 * tokens * word;
  return {
    sizeBytes: buffer.byteLength,
    tokenIds: new Int32Array(buffer, at(0), tokens),
    offsets: { starts: new Uint32Array(buffer, at(1), tokens), ends: new Uint32Array(buffer, at(2), tokens) },
    scales: new Float32Array(buffer, at(3), tokens * groups),
    values: new Int8Array(buffer, 4 * words, tokens * stateNumbers),
  };
}
