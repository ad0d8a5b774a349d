/** Reasoning models think aloud between these, or, where the server's template opened the thought, up to the closing one. */
const tag = /<(\/?)(?:think|thinking)>/i;
/** Length of the longest of them. */
const longestTag = '</thinking>'.length;

/**
 * Splits what a model thinks aloud off its text, also where a tag is cut by the borders of pieces.
 *
 * A thought that was opened outside of the reply (DeepSeek-R1's template does) shows only by its closing tag: then all that
 * came before it was reasoning, `unopened` is true, and what was already taken for text was not.
 */
export class ReasoningSplitter {
  readonly #startsInside: boolean;
  #inside: boolean;
  #pending = '';
  #text = '';
  #reasoning = '';
  #unopened = false;
  #closed = false;

  /** @param startsInside whether the reply is known to begin inside a thought. */
  constructor(startsInside = false) {
    this.#startsInside = startsInside;
    this.#inside = startsInside;
  }

  /** Blanks before the first word left out. */
  get text(): string {
    return this.#text;
  }

  /** Null without. */
  get reasoning(): string | null {
    return this.#reasoning.trim() || null;
  }

  get unopened(): boolean {
    return this.#unopened;
  }

  /** Takes a piece; gives what of the text became certain, '' for nothing. */
  push(piece: string): string {
    this.#pending += piece;
    const before = this.#text.length;
    for (let match = tag.exec(this.#pending); match; match = tag.exec(this.#pending)) {
      this.#take(this.#pending.slice(0, match.index));
      this.#pending = this.#pending.slice(match.index + match[0].length);
      this.#turn(match[1] === '/');
    }
    const kept = keptBack(this.#pending);
    this.#take(this.#pending.slice(0, this.#pending.length - kept));
    this.#pending = this.#pending.slice(this.#pending.length - kept);
    return this.#text.slice(Math.min(before, this.#text.length));
  }

  /** The reply is over; gives what is left of the text. */
  end(): string {
    const before = this.#text.length;
    this.#take(this.#pending);
    this.#pending = '';
    // Expected to begin with a thought, and it never ended: it was none.
    if (this.#startsInside && !this.#closed) {
      this.#inside = false;
      this.#text = this.#reasoning.trimStart();
      this.#reasoning = '';
    }
    return this.#text.slice(Math.min(before, this.#text.length));
  }

  #turn(closes: boolean): void {
    if (closes && !this.#inside) {
      this.#unopened = true;
      this.#reasoning += this.#text;
      this.#text = '';
    }
    this.#closed ||= closes;
    this.#inside = !closes;
  }

  #take(piece: string): void {
    if (this.#inside) this.#reasoning += piece;
    else this.#text += this.#text === '' ? piece.trimStart() : piece;
  }
}

/** Characters at the end that may be the beginning of a tag. */
function keptBack(text: string): number {
  const start = text.lastIndexOf('<');
  const rest = start < 0 ? '' : text.slice(start).toLowerCase();
  if (rest === '' || rest.length >= longestTag) return 0;
  return ['<think>', '</think>', '<thinking>', '</thinking>'].some((whole) => whole.startsWith(rest)) ? rest.length : 0;
}
