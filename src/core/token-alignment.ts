/** How well the tokens of a question find their like in a passage: mean of each one's best cosine, about -0.2…1. */
export interface TokenAlignment {
  /** Over the whole passage. */
  readonly whole: number;
  /** Over the tokens around the answer's span. */
  readonly near: number;
}

/** Tokens on either side of the span that still belong to what is said there: about a sentence. */
const nearTokens = 35;

/**
 * Aligns a question's token states with a passage's (late interaction, as in ColBERT, on states that exist anyway and were
 * never trained for it). States are centred on their own text's mean first: token states of this encoder share a large
 * common part, which says nothing. It finds the same thing said in another language, where neither words nor the
 * passage's one vector do.
 *
 * @param question,passage one row of `width` numbers a token, in rows of `stride`, from `offset` on; not empty.
 * @param span first and last (inclusive) token of the passage's answer.
 */
export function alignTokens(
  question: Float32Array,
  passage: Float32Array,
  layout: { readonly width: number; readonly stride: number; readonly offset: number },
  span: { readonly start: number; readonly end: number },
): TokenAlignment {
  const { width } = layout;
  const asked = centredRows(question, layout);
  const said = centredRows(passage, layout);
  const tokens = said.length / width;
  const from = Math.max(0, span.start - nearTokens);
  const to = Math.min(tokens, span.end + nearTokens + 1);
  let whole = 0;
  let near = 0;
  for (let token = 0; token < asked.length; token += width) {
    let best = -1;
    let bestNear = -1;
    for (let index = 0; index < tokens; index++) {
      const cosine = dot(asked, token, said, index * width, width);
      if (cosine > best) best = cosine;
      if (index >= from && index < to && cosine > bestNear) bestNear = cosine;
    }
    whole += best;
    near += bestNear;
  }
  const count = asked.length / width;
  return { whole: whole / count, near: near / count };
}

/** The rows less their mean, one after the other, each of unit length (zeros stay zeros: a text of one token has nothing but its mean). */
function centredRows(
  states: Float32Array,
  { width, stride, offset }: { readonly width: number; readonly stride: number; readonly offset: number },
): Float32Array {
  const count = Math.floor(states.length / stride);
  const rows = new Float32Array(count * width);
  const mean = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    for (let index = 0; index < width; index++) {
      mean[index] = (mean[index] ?? 0) + (states[row * stride + offset + index] ?? 0);
    }
  }
  for (let row = 0; row < count; row++) {
    const start = row * width;
    let square = 0;
    for (let index = 0; index < width; index++) {
      const value = (states[row * stride + offset + index] ?? 0) - (mean[index] ?? 0) / count;
      rows[start + index] = value;
      square += value * value;
    }
    const length = Math.sqrt(square) || 1;
    for (let index = start; index < start + width; index++) rows[index] = (rows[index] ?? 0) / length;
  }
  return rows;
}

/** Four sums at a time, which a processor adds up side by side: half the time of one. */
function dot(left: Float32Array, leftAt: number, right: Float32Array, rightAt: number, width: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let index = 0;
  for (; index + 3 < width; index += 4) {
    const l = leftAt + index;
    const r = rightAt + index;
    first += (left[l] ?? 0) * (right[r] ?? 0);
    second += (left[l + 1] ?? 0) * (right[r + 1] ?? 0);
    third += (left[l + 2] ?? 0) * (right[r + 2] ?? 0);
    fourth += (left[l + 3] ?? 0) * (right[r + 3] ?? 0);
  }
  for (; index < width; index++) first += (left[leftAt + index] ?? 0) * (right[rightAt + index] ?? 0);
  return first + second + third + fourth;
}
