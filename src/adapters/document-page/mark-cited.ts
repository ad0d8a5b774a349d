import type { Element, ElementContent, Text } from 'hast';

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The blocks with the words of `marks` in `<mark>`.
 *
 * @param text what the blocks' offsets count in.
 */
export function markCited(blocks: readonly Element[], text: string, marks: readonly Range[]): Element[] {
  if (marks.length === 0) return [...blocks];
  return blocks.map((block) => markElement(block, text, marks));
}

function markElement(element: Element, text: string, marks: readonly Range[]): Element {
  const here = rangeOf(element);
  if (here && !marks.some((mark) => mark.start < here.end && mark.end > here.start)) return element;
  const children = element.children.flatMap((child): ElementContent[] => {
    if (child.type === 'element') return [markElement(child, text, marks)];
    // The text of code has no offsets of its own; it stands somewhere within its element's.
    return child.type === 'text' ? markText(child, rangeOf(child) ?? here, text, marks) : [child];
  });
  return { ...element, children };
}

function markText(node: Text, range: Range | null, text: string, marks: readonly Range[]): ElementContent[] {
  if (!range || node.value.trim() === '') return [node];
  const offsets = sourceOffsets(node.value, text.slice(range.start, range.end), range.start);
  const pieces: ElementContent[] = [];
  let from = 0;
  for (const mark of marks) {
    const start = firstAtLeast(offsets, mark.start, from);
    const end = firstAtLeast(offsets, mark.end, start);
    if (end <= start || node.value.slice(start, end).trim() === '') continue;
    if (start > from) pieces.push({ type: 'text', value: node.value.slice(from, start) });
    const marked: Text = { type: 'text', value: node.value.slice(start, end) };
    pieces.push({ type: 'element', tagName: 'mark', properties: {}, children: [marked] });
    from = end;
  }
  if (pieces.length === 0) return [node];
  if (from < node.value.length) pieces.push({ type: 'text', value: node.value.slice(from) });
  return pieces;
}

/**
 * Where each character of a text node stands in the source. The two differ where Markdown escapes, indents or fences:
 * characters of the source that do not go on the node's text are passed over.
 */
function sourceOffsets(value: string, source: string, base: number): readonly number[] {
  const whole = source.indexOf(value);
  if (whole !== -1) return Array.from({ length: value.length }, (_, index) => base + whole + index);
  let at = 0;
  return Array.from({ length: value.length }, (_, index) => {
    const found = source.indexOf(value[index] ?? '', at);
    if (found !== -1) at = found + 1;
    return base + Math.max(0, at - 1);
  });
}

function firstAtLeast(offsets: readonly number[], wanted: number, from: number): number {
  let index = from;
  while (index < offsets.length && (offsets[index] ?? 0) < wanted) index++;
  return index;
}

function rangeOf({ position }: Element | Text): Range | null {
  const start = position?.start.offset;
  const end = position?.end.offset;
  return start === undefined || end === undefined ? null : { start, end };
}
