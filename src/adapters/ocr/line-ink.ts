import type { GreyPicture } from '../../ports/ocr.js';

/** Where a line's letters are. */
export interface LineInk {
  /** First and last row with ink, 0…1 of the height. */
  readonly top: number;
  readonly bottom: number;
  /** Whether each column holds ink. */
  readonly columns: Uint8Array;
}

/** How far, of the way from the ground to the darkest ink, a pixel must be off the ground to be ink. */
const inkShare = 0.4;

/** Finds the ink in the picture of a line, dark on light or light on dark. */
export function lineInk({ width, height, pixels }: GreyPicture): LineInk {
  const counts = new Uint32Array(256);
  for (const pixel of pixels) counts[pixel] = (counts[pixel] ?? 0) + 1;
  const ground = counts.indexOf(Math.max(...counts));
  const [lowest, highest] = [quantile(counts, pixels.length, 0.005), quantile(counts, pixels.length, 0.995)];
  const dark = ground - lowest >= highest - ground;
  const contrast = (dark ? ground - lowest : highest - ground) * inkShare;
  const columns = new Uint8Array(width);
  const rows = new Uint32Array(height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const pixel = pixels[y * width + x] ?? 0;
      if ((dark ? ground - pixel : pixel - ground) < Math.max(contrast, 24)) continue;
      rows[y] = (rows[y] ?? 0) + 1;
      columns[x] = 1;
    }
  }
  const densest = rows.indexOf(Math.max(...rows));
  const top = reach(rows, densest, -1);
  const bottom = reach(rows, densest, 1);
  return { top: top / height, bottom: (bottom + 1) / height, columns };
}

/** Rows without ink, of 48, that may stand inside a line; more part it from dirt and from its neighbours' tails. */
const widestGap = 1;

/** The last row with ink that hangs together with the line's densest row, going up or down. */
function reach(rows: Uint32Array, from: number, step: 1 | -1): number {
  let last = from;
  for (let row = from; row >= 0 && row < rows.length && Math.abs(row - last) <= widestGap + 1; row += step) {
    if ((rows[row] ?? 0) > 0) last = row;
  }
  return last;
}

function quantile(counts: Uint32Array, all: number, share: number): number {
  let sum = 0;
  for (const [value, count] of counts.entries()) {
    sum += count;
    if (sum >= all * share) return value;
  }
  return 255;
}
