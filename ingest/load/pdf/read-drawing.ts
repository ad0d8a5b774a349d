import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Stroke } from './page-content.js';

/** What a page draws beside its letters. */
export interface Drawing {
  /** Straight lines and the edges of boxes. */
  readonly strokes: readonly Stroke[];
  /** `left baseline`, rounded, of each text run that is made bold by outlining its letters. */
  readonly boldTextAt: ReadonlySet<string>;
}

type Matrix = readonly number[];

/** A page with more strokes than this is a picture (a map, a plot), and its lines rule no table. */
const strokeLimit = 20_000;
/** Thickest filled box that is still a line, in points. */
const lineThickness = 3;

interface State {
  matrix: Matrix;
  renderingMode: number;
}

/** Product of two PDF matrices: `inner` first, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): number[] {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = outer;
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = inner;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

/**
 * Walks a page's operators for its ruling lines and its outlined text.
 *
 * @param viewport matrix from PDF space to page points, y downwards.
 */
export function readDrawing(
  operators: { readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[] },
  viewport: Matrix,
): Drawing {
  const strokes: Stroke[] = [];
  const boldTextAt = new Set<string>();
  const stack: State[] = [];
  let state: State = { matrix: viewport, renderingMode: 0 };
  let textLine: Matrix = [1, 0, 0, 1, 0, 0];
  for (const [index, operator] of operators.fnArray.entries()) {
    const values = operators.argsArray[index] as readonly unknown[] | null;
    switch (operator) {
      case OPS.save:
        stack.push({ ...state });
        break;
      case OPS.restore:
      case OPS.paintFormXObjectEnd:
        state = stack.pop() ?? state;
        break;
      case OPS.transform:
        state.matrix = multiply(state.matrix, (values ?? []) as number[]);
        break;
      case OPS.paintFormXObjectBegin:
        stack.push({ ...state });
        if (values?.[0]) state.matrix = multiply(state.matrix, Array.from(values[0] as ArrayLike<number>));
        break;
      case OPS.constructPath:
        if (strokes.length < strokeLimit) addPath(values, state.matrix, strokes);
        break;
      case OPS.setTextRenderingMode:
        state.renderingMode = Number(values?.[0] ?? 0);
        break;
      case OPS.beginText:
        textLine = [1, 0, 0, 1, 0, 0];
        break;
      case OPS.setTextMatrix:
        textLine = Array.from((values?.[0] ?? []) as ArrayLike<number>);
        break;
      case OPS.moveText:
      case OPS.setLeadingMoveText:
        textLine = multiply(textLine, [1, 0, 0, 1, Number(values?.[0] ?? 0), Number(values?.[1] ?? 0)]);
        break;
      case OPS.showText:
        if (state.renderingMode === 2) boldTextAt.add(roundedOrigin(multiply(state.matrix, textLine)));
        break;
    }
  }
  return { strokes: strokes.length < strokeLimit ? strokes : [], boldTextAt };
}

function roundedOrigin(matrix: Matrix): string {
  return `${Math.round(matrix[4] ?? 0)} ${Math.round(matrix[5] ?? 0)}`;
}

/** `[paint operator, [flat buffer of drawing steps], bounds]`: steps are 0 move, 1 line, 2 curve, 3 close. */
function addPath(values: readonly unknown[] | null, matrix: Matrix, strokes: Stroke[]): void {
  const steps = (values?.[1] as readonly (Float32Array | null)[] | undefined)?.[0];
  const paint = Number(values?.[0]);
  if (!steps || paint === OPS.endPath) return;
  let start: readonly [number, number] = [0, 0];
  let from = start;
  for (let at = 0; at < steps.length; ) {
    const step = steps[at];
    const length = step === 2 ? 7 : step === 3 ? 1 : 3;
    const x = steps[at + length - 2] ?? 0;
    const y = steps[at + length - 1] ?? 0;
    const to: readonly [number, number] =
      step === 3
        ? start
        : [
            (matrix[0] ?? 0) * x + (matrix[2] ?? 0) * y + (matrix[4] ?? 0),
            (matrix[1] ?? 0) * x + (matrix[3] ?? 0) * y + (matrix[5] ?? 0),
          ];
    if (step === 0) start = to;
    else if (step !== 2) addStroke(from, to, strokes);
    from = to;
    at += length;
  }
}

function addStroke(from: readonly [number, number], to: readonly [number, number], strokes: Stroke[]): void {
  const stroke = {
    left: Math.min(from[0], to[0]),
    right: Math.max(from[0], to[0]),
    top: Math.min(from[1], to[1]),
    bottom: Math.max(from[1], to[1]),
  };
  const width = stroke.right - stroke.left;
  const height = stroke.bottom - stroke.top;
  // The short ends of a line drawn as a thin box say nothing.
  if (Math.min(width, height) > lineThickness / 2 || Math.max(width, height) <= lineThickness) return;
  if (Number.isFinite(width + height)) strokes.push(stroke);
}
