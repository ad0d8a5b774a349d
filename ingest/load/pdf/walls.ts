import type { Stroke } from './page-content.js';

/** Upright strokes, by whole points of their x: what stands between the cells of a ruled table. */
export type Walls = ReadonlyMap<number, readonly Stroke[]>;

/** Collects a page's upright strokes. */
export function wallsOf(strokes: readonly Stroke[]): Walls {
  const walls = new Map<number, Stroke[]>();
  for (const stroke of strokes) {
    if (stroke.bottom - stroke.top < 4) continue;
    const x = Math.round(stroke.left);
    const wall = walls.get(x) ?? [];
    wall.push(stroke);
    walls.set(x, wall);
  }
  return walls;
}

/** Narrowest gap, in em, around a cell's border; what is closer is a word of a line in a coloured box. */
const narrowestPadding = 0.4;

/** Whether a wall stands between a piece of text and the next one on its baseline. */
export function walled(
  walls: Walls,
  last: { right: number; baseline: number; size: number },
  next: { left: number },
): boolean {
  if (walls.size === 0 || next.left - last.right < last.size * narrowestPadding) return false;
  const y = last.baseline - last.size * 0.3;
  for (let x = Math.floor(last.right - 1); x <= Math.ceil(next.left + 1); x += 1) {
    if (walls.get(x)?.some((wall) => wall.top <= y && wall.bottom >= y)) return true;
  }
  return false;
}
