/** A rectangle, possibly slanted, around a line of text. Pixels, y downwards. */
export interface TextBox {
  readonly centreX: number;
  readonly centreY: number;
  /** Along the line's direction. */
  readonly width: number;
  /** Across it. */
  readonly height: number;
  /** Direction of the line in radians, clockwise from the x axis; above -π/4, at most π/4 for boxes wider than high. */
  readonly angle: number;
  /** 0…1: mean probability that the detector gave its pixels. */
  readonly score: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Smallest rectangle around points, of any slant; null for fewer than three points that are not on one line. */
export function smallestRectangle(points: readonly Point[]): Omit<TextBox, 'score'> | null {
  const hull = convexHull(points);
  if (hull.length < 3) return null;
  let best: Omit<TextBox, 'score'> | null = null;
  for (const [index, from] of hull.entries()) {
    const to = hull[(index + 1) % hull.length] ?? from;
    const rectangle = rectangleAlong(hull, Math.atan2(to.y - from.y, to.x - from.x));
    if (best === null || rectangle.width * rectangle.height < best.width * best.height) best = rectangle;
  }
  return best && levelled(best);
}

function rectangleAlong(hull: readonly Point[], angle: number): Omit<TextBox, 'score'> {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of hull) {
    const along = x * cos + y * sin;
    const across = y * cos - x * sin;
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, across);
    bottom = Math.max(bottom, across);
  }
  const along = (left + right) / 2;
  const across = (top + bottom) / 2;
  return {
    centreX: along * cos - across * sin,
    centreY: along * sin + across * cos,
    width: right - left,
    height: bottom - top,
    angle,
  };
}

/** The same rectangle with its angle within ±45°: which of two sides is the width follows from that. */
function levelled(rectangle: Omit<TextBox, 'score'>): Omit<TextBox, 'score'> {
  const quarter = Math.PI / 2;
  const turns = Math.round(rectangle.angle / quarter);
  const angle = rectangle.angle - turns * quarter;
  if (turns % 2 === 0) return { ...rectangle, angle };
  return { ...rectangle, angle, width: rectangle.height, height: rectangle.width };
}

/** Andrew's monotone chain. */
function convexHull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length > 1 && !turnsLeft(chain.at(-2), chain.at(-1), point)) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

function turnsLeft(a: Point | undefined, b: Point | undefined, c: Point): boolean {
  if (!a || !b) return true;
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) > 0;
}
