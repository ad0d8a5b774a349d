import { type Point, smallestRectangle, type TextBox } from './text-box.js';

/** A detector's answer: the probability of text, 0…1, at every pixel of the picture it was shown. */
export interface ProbabilityMap {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Probability from which a pixel belongs to text, and that a whole box must have on average (PP-OCRv4's own numbers). */
const pixelThreshold = 0.3;
const boxThreshold = 0.6;
/** The detector marks the middle of lines; boxes grow by area × this / perimeter on every side (PP-OCRv4's own number). */
const growth = 1.5;
/** Shortest side of a mark, in pixels of the map: less is dirt. */
const shortestSide = 3;
/** More marks than a printed page has pieces of text. */
const boxLimit = 3_000;

/** Finds the lines of text in a probability map (the post-processing of Differentiable Binarization): one box a connected area. */
export function detectionBoxes(map: ProbabilityMap): TextBox[] {
  const seen = new Uint8Array(map.values.length);
  const boxes: TextBox[] = [];
  for (let start = 0; start < seen.length && boxes.length < boxLimit; start += 1) {
    if (seen[start] === 1 || (map.values[start] ?? 0) <= pixelThreshold) continue;
    const box = boxOf(areaFrom(map, start, seen), map.width);
    if (box !== null) boxes.push(box);
  }
  return boxes;
}

/** One connected area: its edge, and the sum of its probabilities. */
interface Area {
  /** First and last pixel of each of its rows: enough for its outline. */
  readonly rows: ReadonlyMap<number, { left: number; right: number }>;
  readonly pixels: number;
  readonly sum: number;
}

function areaFrom({ width, height, values }: ProbabilityMap, start: number, seen: Uint8Array): Area {
  const rows = new Map<number, { left: number; right: number }>();
  const waiting = [start];
  seen[start] = 1;
  let pixels = 0;
  let sum = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const x = at % width;
    const y = (at - x) / width;
    pixels += 1;
    sum += values[at] ?? 0;
    const row = rows.get(y);
    if (row === undefined) rows.set(y, { left: x, right: x });
    else if (x < row.left) row.left = x;
    else if (x > row.right) row.right = x;
    for (let dy = y > 0 ? -1 : 0; dy <= (y + 1 < height ? 1 : 0); dy += 1) {
      for (let dx = x > 0 ? -1 : 0; dx <= (x + 1 < width ? 1 : 0); dx += 1) {
        const next = at + dy * width + dx;
        if (seen[next] === 1 || (values[next] ?? 0) <= pixelThreshold) continue;
        seen[next] = 1;
        waiting.push(next);
      }
    }
  }
  return { rows, pixels, sum };
}

function boxOf({ rows, pixels, sum }: Area, mapWidth: number): TextBox | null {
  const outline: Point[] = [];
  for (const [y, { left, right }] of rows) {
    outline.push({ x: left, y }, { x: right + 1, y }, { x: left, y: y + 1 }, { x: right + 1, y: y + 1 });
  }
  const rectangle = smallestRectangle(outline);
  const score = sum / pixels;
  if (rectangle === null || score < boxThreshold || rectangle.width > mapWidth * 2) return null;
  if (Math.min(rectangle.width, rectangle.height) < shortestSide) return null;
  const grown = (rectangle.width * rectangle.height * growth) / (2 * (rectangle.width + rectangle.height));
  return { ...rectangle, width: rectangle.width + 2 * grown, height: rectangle.height + 2 * grown, score };
}
