/** A whole sentence of a section, or a unit that is quoted whole: list item, table row, code block, formula. */
export interface Sentence {
  /** UTF-16 offsets into the text, end exclusive, blanks around it left out. */
  readonly start: number;
  readonly end: number;
  readonly kind: 'prose' | 'list' | 'table' | 'code' | 'formula' | 'heading';
  /** Counts the blocks (paragraph, list item, row, code block): sentences of one block share it. */
  readonly block: number;
}

interface Block {
  readonly start: number;
  readonly end: number;
  readonly kind: Sentence['kind'];
}

/**
 * Cuts Markdown text into sentences, Chinese and English, in order. Headings, list items, table rows, fenced code and
 * displayed formulas are units of their own; a sentence may run over line ends inside a paragraph. No cut inside quotation marks, code or
 * formulas that are closed again, in numbers, after abbreviations and initials. Everything but blanks and table rules is part of exactly one unit.
 */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let blockNumber = 0;
  for (const block of blocksOf(text)) {
    const whole = block.kind !== 'prose' && block.kind !== 'list';
    const ends = whole ? [block.end] : sentenceEnds(text, block.start, block.end);
    let start = block.start;
    for (const end of ends) {
      const trimmed = trim(text, start, end);
      if (trimmed) sentences.push({ ...trimmed, kind: block.kind, block: blockNumber });
      start = end;
    }
    blockNumber++;
  }
  return sentences;
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let fence: { marker: string; start: number } | null = null;
  let inTable = false;
  let open: { start: number; end: number; kind: 'prose' | 'list' } | null = null;
  const close = () => {
    if (open) blocks.push(open);
    open = null;
  };
  for (const { 0: line, index: start } of text.matchAll(/[^\n]*(?:\n|$)/g)) {
    const end = start + line.length;
    if (line === '') break;
    const marker = /^\s{0,3}(`{3,}|~{3,}|\$\$)/.exec(line)?.[1];
    const isRule = /^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$/.test(line);
    inTable = isRule ? line.includes('|') : inTable && line.includes('|');
    if (fence) {
      const closes = fence.marker === '$$' ? line.trimEnd().endsWith('$$') : marker?.startsWith(fence.marker);
      if (closes) {
        blocks.push({ start: fence.start, end, kind: fence.marker === '$$' ? 'formula' : 'code' });
        fence = null;
      }
    } else if (marker === '$$' && /^\s*\$\$.+\$\$\s*$/.test(line)) {
      close();
      blocks.push({ start, end, kind: 'formula' });
    } else if (marker) {
      close();
      fence = { marker, start };
    } else if (line.trim() === '' || isRule) {
      // The line above a rule with columns names them, also without bars around it.
      if (inTable && open?.kind === 'prose' && text.slice(open.start, open.end).includes('|')) {
        const header = text.lastIndexOf('\n', open.end - 2) + 1;
        if (header > open.start) blocks.push({ ...open, end: header });
        blocks.push({ start: Math.max(header, open.start), end: open.end, kind: 'table' });
        open = null;
      }
      close();
    } else if (/^\s{0,3}#{1,6}\s/.test(line)) {
      close();
      blocks.push({ start, end, kind: 'heading' });
    } else if (inTable || /^\s*\|.*\|\s*$/.test(line)) {
      close();
      blocks.push({ start, end, kind: 'table' });
    } else if (/^\s*(?:[-*+•]|\d{1,3}[.)、]|[（(][\d一二三四五六七八九十]{1,3}[)）])\s*\S/.test(line)) {
      close();
      open = { start, end, kind: 'list' };
    } else if (open) open.end = end;
    else open = { start, end, kind: 'prose' };
  }
  close();
  // An unclosed fence runs to the end of the text, as in CommonMark.
  if (fence) blocks.push({ start: fence.start, end: text.length, kind: fence.marker === '$$' ? 'formula' : 'code' });
  return blocks;
}

const closers: Readonly<Record<string, string>> = {
  '“': '”',
  '「': '」',
  '『': '』',
  '《': '》',
  '（': '）',
  '(': ')',
  '[': ']',
};
/** A quotation longer than this is cut like other text: its closing mark is probably missing. */
const longestQuotation = 160;

const turningPoint = /[`$“「『《（([。！？｡….!?]/g;

function sentenceEnds(text: string, start: number, end: number): number[] {
  const ends: number[] = [];
  const block = text.slice(start, end);
  let index = start;
  for (;;) {
    // Nothing else opens, closes or ends anything; looking at each character was a seventh of a search's time.
    turningPoint.lastIndex = index - start;
    const turn = turningPoint.exec(block);
    if (!turn) break;
    index = start + turn.index;
    const character = text.charAt(index);
    const afterSpan = endOfSpan(text, index, end);
    if (afterSpan > index) {
      index = afterSpan;
      continue;
    }
    const closer = closers[character];
    if (closer) {
      // Looked for nearby only: over a whole text without closing marks this would take the square of its length.
      const nearby = text.slice(index + 1, Math.min(end, index + 1 + longestQuotation)).indexOf(closer);
      const closing = index + 1 + nearby;
      if (nearby >= 0) {
        // A sentence may end with its quotation: “……。”
        index = endsSentence(text, closing - 1, end) && startsSentence(text, closing + 1, end) ? closing : closing + 1;
        if (index === closing) {
          ends.push(closing + 1);
          index = closing + 1;
        }
        continue;
      }
    }
    if (endsSentence(text, index, end)) {
      let after = index + 1;
      while (after < end && /[。！？!?.…”’」』）)\]"']/.test(text.charAt(after))) after++;
      if (after < end) ends.push(after);
      index = after;
    } else index++;
  }
  ends.push(end);
  return ends;
}

/** End of the code or formula that begins here and is closed nearby on its line; else the same index. */
function endOfSpan(text: string, index: number, end: number): number {
  const character = text.charAt(index);
  if (character !== '`' && character !== '$') return index;
  const nearby = text.slice(index, Math.min(end, index + longestQuotation));
  // A formula has no blank inside its dollars, and no digit behind them: `$5 and $6` is money.
  const span = character === '`' ? /^(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/ : /^\$(?![\s$])[^\n$]*?(?<!\s)\$(?!\d)/;
  return index + (span.exec(nearby)?.[0].length ?? 0);
}

function startsSentence(text: string, index: number, end: number): boolean {
  return index >= end || /[\s\p{Script=Han}\p{Lu}]/u.test(text.charAt(index));
}

function endsSentence(text: string, index: number, end: number): boolean {
  const character = text.charAt(index);
  if (/[。！？｡]/.test(character)) return true;
  if (character === '…') return text.charAt(index - 1) === '…';
  if (!/[.!?]/.test(character)) return false;
  let after = index + 1;
  while (after < end && /["'”’)\]]/.test(text.charAt(after))) after++;
  if (after >= end) return true;
  if (!/\s/.test(text.charAt(after))) return /\p{Script=Han}/u.test(text.charAt(after)) && character !== '.';
  const next = text
    .slice(after, after + 12)
    .trimStart()
    .charAt(0);
  if (next !== '' && /[\p{Ll},;:]/u.test(next)) return false;
  return character !== '.' || !isAbbreviation(text.slice(Math.max(0, index - 12), index));
}

/** Whether a full stop after these words belongs to the last of them: initials, titles, months, Latin shorthand. */
function isAbbreviation(before: string): boolean {
  const word = /([\p{L}.]+)$/u.exec(before)?.[1] ?? '';
  return (
    /^\p{Lu}$/u.test(word) ||
    /^(?:\p{L}\.)+\p{L}$/u.test(word) ||
    /^(?:mr|mrs|ms|dr|prof|st|jr|sr|vs|etc|no|vol|fig|figs|eq|sec|ch|pp|approx|inc|ltd|co|corp|dept|gen|gov|sen|rep|rev|hon|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|al|cf|ca|op)$/i.test(
      word,
    )
  );
}

function trim(text: string, start: number, end: number): { start: number; end: number } | null {
  let first = start;
  let last = end;
  while (first < last && /\s/.test(text.charAt(first))) first++;
  while (last > first && /\s/.test(text.charAt(last - 1))) last--;
  return first < last ? { start: first, end: last } : null;
}
