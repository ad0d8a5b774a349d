/** A heading's number as the grammars of Chinese and English documents write it. */
export interface Numbering {
  /** Name of the series, so that members of one series get one level. */
  readonly series:
    | 'part'
    | 'chapter'
    | 'section'
    | 'article'
    | 'appendix'
    | 'zh-comma'
    | 'zh-bracket'
    | 'decimal'
    | 'letter'
    | 'roman'
    | 'bracket';
  /** Depth within the series, from 1: `1.2.3` is 3; always 1 for series that do not nest. */
  readonly depth: number;
  /** Length of the number in the text, with its mark and the spaces after it. */
  readonly length: number;
  /** Whether only headings are numbered so; the others number list items as well. */
  readonly strong: boolean;
  /** What the number counts, for telling a series from scattered numbers: `1.2.3` is [1, 2, 3]; 0 where unknown. */
  readonly values: readonly number[];
}

const zhDigits = '〇零一二三四五六七八九';
const zhNumber = '[〇零一二三四五六七八九十百两]+';

const grammars: ReadonlyArray<{ pattern: RegExp; series: Numbering['series']; strong: boolean }> = [
  { pattern: new RegExp(`^第 ?(${zhNumber}|\\d+) ?[编篇部卷](?:分|[ ：:]|(?=\\S))`), series: 'part', strong: true },
  { pattern: new RegExp(`^第 ?(${zhNumber}|\\d+) ?[章回讲课]`), series: 'chapter', strong: true },
  { pattern: new RegExp(`^第 ?(${zhNumber}|\\d+) ?节`), series: 'section', strong: true },
  { pattern: new RegExp(`^第 ?(${zhNumber}|\\d+) ?[条款]`), series: 'article', strong: true },
  {
    pattern: /^附[录件表]? ?([A-Z]|[一二三四五六七八九十]+|\d+)?(?: |：|:|、|$|(?=[\u4e00-\u9fff]))/,
    series: 'appendix',
    strong: true,
  },
  { pattern: /^(?:Appendix|APPENDIX|Annex|ANNEX) ([A-Z]|\d+|[IVX]+)\b[.:]?/, series: 'appendix', strong: true },
  { pattern: /^(?:Part|PART) (\d{1,3}|[IVX]+|One|Two|Three|Four|Five)\b[.:]?/, series: 'part', strong: true },
  { pattern: /^(?:Chapter|CHAPTER) (\d{1,3}|[IVX]+|[A-Z][a-z]+)\b[.:]?/, series: 'chapter', strong: true },
  { pattern: /^(?:Section|SECTION|Article|ARTICLE) (\d{1,3}|[IVX]+)\b[.:]?/, series: 'section', strong: true },
  { pattern: new RegExp(`^(${zhNumber})[、.．]`), series: 'zh-comma', strong: true },
  { pattern: new RegExp(`^[（(](${zhNumber})[）)]、?`), series: 'zh-bracket', strong: true },
  { pattern: /^([A-Z](?:\.\d{1,3}){1,4})(?:[.、]? |(?=[\u4e00-\u9fff]))/, series: 'letter', strong: true },
  { pattern: /^(\d{1,3}(?:[.．]\d{1,3}){1,5})(?:[.．、]? ?(?=[^\d\s.%％]))/, series: 'decimal', strong: true },
  { pattern: /^(\d{1,3})(?:[.．、:：](?!\d) ?| (?=\S)|(?=[\u4e00-\u9fff]))/, series: 'decimal', strong: false },
  { pattern: /^([IVX]{1,6})[.．、] /, series: 'roman', strong: false },
  { pattern: /^([A-Z])(?:[.．、)] | (?=[A-Z\u4e00-\u9fff]))/, series: 'letter', strong: false },
  { pattern: /^[（(](\d{1,3}|[a-zA-Z])[）)]/, series: 'bracket', strong: false },
  { pattern: /^(\d{1,3}|[a-z])[)）]/, series: 'bracket', strong: false },
];

/** Reads the number that a line begins with; null when there is none. */
export function numberingOf(text: string): Numbering | null {
  for (const { pattern, series, strong } of grammars) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const label = match[1] ?? '';
    const nested = series === 'decimal' || series === 'letter';
    const parts = nested ? label.split(/[.．]/) : [label];
    return { series, strong, depth: parts.length, length: match[0].length, values: parts.map(countOf) };
  }
  return null;
}

function countOf(label: string): number {
  if (/^\d+$/.test(label)) return Number(label);
  if (/^[A-Za-z]$/.test(label)) return label.toUpperCase().charCodeAt(0) - 64;
  return /^[〇零一二三四五六七八九十百两]+$/.test(label) ? zhValue(label) : 0;
}

/** Value of a Chinese number below a thousand: 二十三 is 23. */
function zhValue(label: string): number {
  let total = 0;
  let digit = 0;
  for (const character of label) {
    if (character === '十' || character === '百') {
      total += (digit || 1) * (character === '十' ? 10 : 100);
      digit = 0;
    } else {
      digit = character === '两' ? 2 : Math.max(0, zhDigits.indexOf(character) - 1);
    }
  }
  return total + digit;
}

const caption =
  /^(?:图|表|Figure|FIGURE|Fig\.|FIG\.|Table|TABLE|Listing|Algorithm|Exhibit|算法|代码|清单) ?[\dA-Z一二三四五六七八九十]+(?:[.\-–—:：、 ]|$|(?=[\u4e00-\u9fff]))/;

/** Whether a text begins like the caption of a figure or a table. */
export function isCaption(text: string): boolean {
  return caption.test(text);
}

/** The mark of a list item at the start of a line: bullet, number or bracketed number; null when there is none. */
export function listMark(text: string): { readonly mark: string; readonly ordered: boolean } | null {
  const bullet = /^[•●○◦▪■□◆◇‣⁃·∙➢➤►▶✓✔❖–—-] ?(?=\S)/u.exec(text);
  if (bullet !== null && !/^[–—-](?! )/.test(text) && !/^·\d/.test(text)) return { mark: bullet[0], ordered: false };
  const ordered =
    /^(?:\d{1,3}[.．、)）](?!\d) ?|[（(](?:\d{1,3}|[a-z]|[ivx]{1,4})[）)] ?|[a-z][)）] ?|[①-⑳] ?)(?=\S)/u.exec(text);
  return ordered === null ? null : { mark: ordered[0], ordered: true };
}
