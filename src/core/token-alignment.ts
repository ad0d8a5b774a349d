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
  const asked = centredRows(question, layout);
  const said = centredRows(passage, layout);
  const from = Math.max(0, span.start - nearTokens);
  const to = Math.min(said.length, span.end + nearTokens + 1);
  let whole = 0;
  let near = 0;
  for (const token of asked) {
    let best = -1;
    let bestNear = -1;
    for (let index = 0; index < said.length; index++) {
      const cosine = dot(token, said[index] ?? token);
      if (cosine > best) best = cosine;
      if (index >= from && index < to && cosine > bestNear) bestNear = cosine;
    }
    whole += best;
    near += bestNear;
  }
  return { whole: whole / asked.length, near: near / asked.length };
}

/** The rows less their mean, each of unit length (zeros stay zeros: a text of one token has nothing but its mean). */
function centredRows(
  states: Float32Array,
  { width, stride, offset }: { readonly width: number; readonly stride: number; readonly offset: number },
): Float32Array[] {
  const rows = Array.from({ length: Math.floor(states.length / stride) }, (_, row) =>
    states.slice(row * stride + offset, row * stride + offset + width),
  );
  const mean = new Float64Array(width);
  for (const row of rows)
    for (let index = 0; index < width; index++) mean[index] = (mean[index] ?? 0) + (row[index] ?? 0);
  for (const row of rows) {
    let square = 0;
    for (let index = 0; index < width; index++) {
      const value = (row[index] ?? 0) - (mean[index] ?? 0) / rows.length;
      row[index] = value;
      square += value * value;
    }
    const length = Math.sqrt(square) || 1;
    for (let index = 0; index < width; index++) row[index] = (row[index] ?? 0) / length;
  }
  return rows;
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}
