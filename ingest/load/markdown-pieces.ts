/**
 * The end of the first piece of at least the wanted length: a blank line, and after it a line that begins with `#` or a
 * letter in its first column. Such a line ends every list, quotation, table and paragraph before it; only fenced code,
 * fenced formulas and HTML blocks go on across it.
 *
 * @returns an offset in `from`…`text.length`; the end of the text when there is no such place.
 */
export function nextSafeCut(text: string, from: number): number {
  if (from >= text.length) return text.length;
  safeCut.lastIndex = from;
  const match = safeCut.exec(text);
  return match ? match.index + match[0].length : text.length;
}

const safeCut = /\n[ \t]*\n(?=#{1,6}[ \t]|\p{L})/gu;

const definition = /^[ \t>]{0,12}\[([^[\]\n]{1,200})\]:/gm;
const reference = /\[([^[\]\n]{1,200})\]/g;

/** Link and footnote labels that a text defines, normalised, each with one of its spellings. */
export function linkLabels(text: string): Map<string, string> {
  return new Map(Array.from(text.matchAll(definition), ([, label = '']) => [normalise(label), label]));
}

/**
 * Definitions to put after a piece so that its references to labels defined elsewhere are references there too. Never
 * empty: the block that reaches the last one is a block that the piece leaves open.
 */
export function labelSuffix(piece: string, labels: ReadonlyMap<string, string>): string {
  const used = new Set<string>();
  if (labels.size > 0) {
    for (const [, label = ''] of piece.matchAll(reference)) {
      const spelling = labels.get(normalise(label));
      if (spelling !== undefined) used.add(spelling);
    }
  }
  return `\n\n${[...used, 'end of the piece'].map((label) => `[${label}]: .\n\n`).join('')}`;
}

function normalise(label: string): string {
  return label.replace(/\s+/g, ' ').trim().toLowerCase();
}
