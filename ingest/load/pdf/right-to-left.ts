const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/g;
/** Arabic letters in the shapes they have inside words: the producer stored what it drew, from left to right. */
const drawnArabic = /[\uFB50-\uFDFF\uFE70-\uFEFC]/;

/** Whether most letters of a text are Hebrew or Arabic. */
export function readsRightToLeft(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters > 0 && (text.match(rightToLeft)?.length ?? 0) > letters / 2;
}

/** A piece of a line, as far as its order matters. */
export interface Piece {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly size: number;
}

/** Narrowest gap, in em, that is a space where none is drawn. */
const narrowestSpace = 0.2;

/**
 * The pieces of a line in the order in which they are read: from the right, with words and numbers of other scripts
 * among them still from the left.
 */
export function rightToLeftText(pieces: readonly Piece[]): string {
  const drawn = pieces.filter((piece) => piece.text.trim() !== '').toSorted((a, b) => b.left - a.left);
  const ordered: Piece[] = [];
  for (let at = 0; at < drawn.length; ) {
    let end = at;
    while (end < drawn.length && readsLeftToRight(drawn[end]?.text ?? '')) end += 1;
    ordered.push(...drawn.slice(at, end).reverse());
    const next = drawn[end];
    if (next !== undefined) ordered.push({ ...next, text: logicalText(next.text) });
    at = end + 1;
  }
  let text = '';
  let last: Piece | undefined;
  for (const piece of ordered) {
    const gap = last === undefined ? 0 : Math.max(last.left - piece.right, piece.left - last.right);
    const parted = last !== undefined && gap > narrowestSpace * Math.min(last.size, piece.size);
    text += (parted ? ' ' : '') + piece.text;
    last = piece;
  }
  // A full stop or comma drawn to the left of a number stands after it.
  return text.replace(/(^|\s)([.,:;])(\d[\d.,]*)(?=\s|$)/g, '$1$3$2');
}

function readsLeftToRight(text: string): boolean {
  return /[\p{L}\d]/u.test(text) && text.search(rightToLeft) === -1;
}

const mirrored: Readonly<Record<string, string>> = { '(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{' };

/**
 * Shapes that were stored as drawn are turned round and become letters, and brackets by themselves open to the left;
 * pdf.js has put everything else in order.
 */
function logicalText(text: string): string {
  if (!/[\p{L}\d]/u.test(text)) return text.replace(/[()[\]{}]/g, (bracket) => mirrored[bracket] ?? bracket);
  if (!drawnArabic.test(text)) return text;
  const turned = [...text].reverse().join('');
  // Numbers and Latin words inside were drawn from the left.
  return turned.replace(/[A-Za-z\d][A-Za-z\d.,:/-]*/g, (word) => [...word].reverse().join('')).normalize('NFKC');
}
