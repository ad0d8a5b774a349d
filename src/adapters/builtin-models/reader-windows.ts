/** Tokens of a question that the head reads. */
export const maxQuestionTokens = 48;
/** Tokens of a window, and from one window's first to the next one's: what the head was trained with. */
const windowTokens = 224;
const windowStep = 149;
/** The piece that is a space by itself: it stands on every side and says nothing. */
const spaceId = 6;

/** A run of a passage's tokens, `end` exclusive. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** Windows over so many tokens, first to last; none for none. The last may be shorter, and each token is in one at least. */
export function windowsOf(tokens: number): Window[] {
  const windows: Window[] = [];
  for (let start = 0; start < tokens; start += windowStep) {
    const end = Math.min(start + windowTokens, tokens);
    windows.push({ start, end });
    if (end === tokens) break;
  }
  return windows;
}

/** 1 for each id that is also among the others, else 0; a lone space never counts. */
export function matchMask(ids: Int32Array, others: Int32Array): Float32Array {
  const known = new Set(others);
  return Float32Array.from(ids, (id) => (id !== spaceId && known.has(id) ? 1 : 0));
}

/** False where there is nothing to read: no token, or spaces alone. */
export function hasWords(ids: Int32Array): boolean {
  return ids.some((id) => id !== spaceId);
}
