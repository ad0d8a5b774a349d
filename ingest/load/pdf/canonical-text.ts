import type { Nodes } from 'mdast';

type Position = NonNullable<Nodes['position']>;

/** The one text of a document while it grows, and positions into it. Offsets are UTF-16 code units. */
export class CanonicalText {
  #chunks: string[] = [];
  #length = 0;
  #lineStarts: number[] = [0];

  get length(): number {
    return this.#length;
  }

  toString(): string {
    const text = this.#chunks.join('');
    this.#chunks = [text];
    return text;
  }

  /** Appends a block after a blank line, unless `separator` says otherwise, and returns the offset where it starts. */
  add(block: string, separator = '\n\n'): number {
    if (this.#length > 0) this.#append(separator);
    const start = this.#length;
    this.#append(block);
    return start;
  }

  #append(chunk: string): void {
    this.#chunks.push(chunk);
    for (let at = chunk.indexOf('\n'); at !== -1; at = chunk.indexOf('\n', at + 1)) {
      this.#lineStarts.push(this.#length + at + 1);
    }
    this.#length += chunk.length;
  }

  /** Position of a range that is already in the text, as unist wants it. */
  position(start: number, end: number): Position {
    return { start: this.#point(start), end: this.#point(end) };
  }

  #point(offset: number): Position['start'] {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#lineStarts[low] ?? 0) + 1, offset };
  }
}
