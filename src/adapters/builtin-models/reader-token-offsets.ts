/** Where each token stands in its text: UTF-16 offsets, end exclusive. Empty ranges for tokens that stand for nothing. */
export interface TokenOffsets {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** How a space looks in a token. */
const spaceMark = '▁';
/** Characters that normalising leaves alone and that never join with what is before them: printable ASCII, ideographs. */
const plain = /^[!-~\u4e00-\u9fff]$/;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A text normalised piece by piece, with each character's place in the text. */
interface NormalisedText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * Finds the places of tokens whose tokenizer keeps none. Put together, the tokens are the normalised text; so the text is
 * normalised unit by unit, each unit's characters remember their place, and the tokens are laid along them.
 *
 * @param tokens the text's tokens from its first on; fewer than the whole text when it was cut.
 * @param normalise the tokenizer's normaliser (NFKC, controls dropped, blanks to spaces and runs of them to one).
 */
export function tokenOffsets(
  text: string,
  tokens: readonly string[],
  normalise: (text: string) => string,
): TokenOffsets {
  const normalised = normaliseWithPlaces(text, normalise);
  const starts = new Uint32Array(tokens.length);
  const ends = new Uint32Array(tokens.length);
  let position = 0;
  for (const [index, token] of tokens.entries()) {
    const first = skipSpaces(normalised.text, position, token);
    const mark = token.startsWith(spaceMark) ? 1 : 0;
    const length = token.length - mark;
    const last = first + length - 1;
    starts[index] = normalised.starts[first] ?? text.length;
    ends[index] = length > 0 ? (normalised.ends[last] ?? text.length) : (starts[index] ?? 0);
    position = first + length;
  }
  return { starts, ends };
}

/** A token's mark is a space of the text, or one that the tokenizer put at a beginning: both are passed over. */
function skipSpaces(normalised: string, position: number, token: string): number {
  return token.startsWith(spaceMark) && normalised[position] === ' ' ? position + 1 : position;
}

function normaliseWithPlaces(text: string, normalise: (text: string) => string): NormalisedText {
  const whole = normalise(text);
  const byGrapheme = joinUnits(graphemeUnits(text), normalise);
  if (byGrapheme.text === whole) return byGrapheme;
  // A dropped control character can let two units melt into one. Words never melt: a blank is between them.
  return joinUnits(text.split(/(\s+)/), normalise);
}

/** Graphemes; the segmenter is asked only where a character may join another: it takes 10 µs a character. */
function* graphemeUnits(text: string): Generator<string> {
  let from = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (!standsAlone(text, index)) continue;
    if (from < index) yield* segmentsOf(text.slice(from, index));
    yield text.charAt(index);
    from = index + 1;
  }
  if (from < text.length) yield* segmentsOf(text.slice(from));
}

function* segmentsOf(text: string): Generator<string> {
  for (const { segment } of graphemes.segment(text)) yield segment;
}

/** Whether a character is plain, a space or a line's end, and so is the one after it: nothing joins on either side. */
function standsAlone(text: string, index: number): boolean {
  const isLast = index + 1 === text.length;
  return isSimple(text.charCodeAt(index)) && (isLast || isSimple(text.charCodeAt(index + 1)));
}

function isSimple(code: number): boolean {
  return code === 10 || (code >= 32 && code <= 126) || (code >= 0x4e00 && code <= 0x9fff);
}

function joinUnits(units: Iterable<string>, normalise: (text: string) => string): NormalisedText {
  const characters: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let offset = 0;
  for (const unit of units) {
    for (const character of unit === ' ' || plain.test(unit) ? unit : normalise(unit).split('')) {
      if (character === ' ' && characters.at(-1) === ' ') continue;
      characters.push(character);
      starts.push(offset);
      ends.push(offset + unit.length);
    }
    offset += unit.length;
  }
  return { text: characters.join(''), starts, ends };
}
