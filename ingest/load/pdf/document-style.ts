import { median } from './reading-order.js';
import type { TextLine } from './text-line.js';

/** How the document's running text is set: what headings differ from. */
export interface DocumentStyle {
  /** Size of most characters, in points. */
  readonly bodySize: number;
  readonly bodyFamily: string;
  readonly bodyBold: boolean;
  /** Distance of baselines in running text, in line sizes: about 1.2 in English, 1.5 to 2 in Chinese. */
  readonly leading: number;
}

/** Measures a document's lines, furniture left out, in page order. */
export function documentStyle(lines: Iterable<TextLine>): DocumentStyle {
  const sizes = new Map<number, number>();
  const fonts = new Map<string, number>();
  const all = [...lines];
  for (const line of all) {
    const size = Math.round(line.size * 2) / 2;
    sizes.set(size, (sizes.get(size) ?? 0) + line.text.length);
  }
  const bodySize = largest(sizes) ?? 10;
  const leadings: number[] = [];
  for (const [index, line] of all.entries()) {
    if (Math.abs(line.size - bodySize) > 0.5) continue;
    const font = `${line.style.family}\n${line.style.bold ? 'bold' : ''}`;
    fonts.set(font, (fonts.get(font) ?? 0) + line.text.length);
    const next = all[index + 1];
    if (next === undefined || next.page !== line.page || Math.abs(next.size - line.size) > 0.5) continue;
    const gap = (next.baseline - line.baseline) / bodySize;
    if (gap > 0.8 && gap < 3.5 && line.right - line.left > bodySize * 12) leadings.push(gap);
  }
  const [bodyFamily = '', bold = ''] = (largest(fonts) ?? '').split('\n');
  return { bodySize, bodyFamily, bodyBold: bold === 'bold', leading: median(leadings) || 1.3 };
}

function largest<Key>(counts: ReadonlyMap<Key, number>): Key | undefined {
  let best: [Key, number] | undefined;
  for (const entry of counts) if (best === undefined || entry[1] > best[1]) best = entry;
  return best?.[0];
}
