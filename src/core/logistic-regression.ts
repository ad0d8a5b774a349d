/** One observation: `values` in a fixed order, the truth, and how much it counts. */
export interface Observation {
  readonly values: readonly number[];
  readonly label: 0 | 1;
  /** Positive. */
  readonly weight: number;
}

export interface LinearModel {
  readonly intercept: number;
  readonly weights: readonly number[];
}

const maxSteps = 50;

/** What the parameters are taken for before anything is seen; the intercept first, then one per value. */
export interface Prior {
  readonly centre: readonly number[];
  /** Penalties, none negative: ½ · Σ penalty · (parameter − centre)². */
  readonly penalties: readonly number[];
}

/**
 * Logistic regression with an L2 penalty on the weights (not on the intercept), by Newton's method: convex, so the result
 * is the same every time. Values should be standardised, or the penalty means something else for every feature.
 *
 * @param ridge penalty, positive: ½ · ridge · Σ weight².
 * @returns zeros for no observations.
 */
export function fitLogisticRegression(observations: readonly Observation[], ridge: number): LinearModel {
  const width = (observations[0]?.values.length ?? 0) + 1;
  if (observations.length === 0) return { intercept: 0, weights: [] };
  const centre = new Array<number>(width).fill(0);
  const { intercept, weights } = fitTowardsPrior(observations, {
    centre,
    penalties: centre.map((_, index) => (index === 0 ? 0 : ridge)),
  });
  return { intercept, weights };
}

/**
 * Logistic regression that starts from what is known: parameters stay at the prior's centre as far as the observations do not
 * say otherwise. Deterministic.
 *
 * @returns besides the model `share`, 0…1: how much of it the observations decided, the rest being the prior's.
 */
export function fitTowardsPrior(
  observations: readonly Observation[],
  prior: Prior,
): LinearModel & { readonly share: number } {
  let parameters = [...prior.centre];
  for (let step = 0; step < maxSteps; step++) {
    const { gradient, curvature } = derivatives(observations, parameters, prior);
    const change = solve(curvature, gradient);
    // A full step overshoots where nearly every probability is 0 or 1: half of it, until things get no worse.
    const before = lossOf(observations, parameters, prior);
    let length = 1;
    let next = parameters;
    do {
      next = stepped(parameters, change, length);
      length /= 2;
    } while (lossOf(observations, next, prior) > before + 1e-9 && length > 1e-6);
    parameters = next;
    if (change.every((value) => Math.abs(value) < 1e-9)) break;
  }
  const [intercept = 0, ...weights] = parameters;
  return { intercept, weights, share: shareOf(observations, parameters, prior) };
}

function stepped(parameters: readonly number[], change: readonly number[], length: number): number[] {
  return parameters.map((value, index) => value - length * (change[index] ?? 0));
}

/** What is minimised: the observations' log-loss and the distance from the prior. */
function lossOf(observations: readonly Observation[], parameters: readonly number[], { centre, penalties }: Prior) {
  const distance = parameters.reduce(
    (sum, value, index) => sum + ((penalties[index] ?? 0) / 2) * (value - (centre[index] ?? 0)) ** 2,
    0,
  );
  return observations.reduce((loss, { values, label, weight }) => {
    const sum = values.reduce(
      (total, value, index) => total + value * (parameters[index + 1] ?? 0),
      parameters[0] ?? 0,
    );
    const signed = label === 1 ? -sum : sum;
    // ln(1 + e^x) without overflow.
    return loss + weight * (Math.max(signed, 0) + Math.log1p(Math.exp(-Math.abs(signed))));
  }, distance);
}

/** The effective number of parameters that were fitted, over their number: 1 − trace(penalty · curvature⁻¹) ÷ number. */
function shareOf(observations: readonly Observation[], parameters: readonly number[], prior: Prior): number {
  const { curvature } = derivatives(observations, parameters, prior);
  const kept = parameters.reduce((sum, _, index) => {
    const unit = parameters.map((__, row) => (row === index ? 1 : 0));
    return sum + (prior.penalties[index] ?? 0) * (solve(curvature, unit)[index] ?? 0);
  }, 0);
  return 1 - kept / Math.max(parameters.length, 1);
}

/** Flat arrays and half a matrix, since this is all the time that fitting takes. */
function derivatives(
  observations: readonly Observation[],
  parameters: readonly number[],
  { centre, penalties }: Prior,
) {
  const width = parameters.length;
  const gradient = Float64Array.from(parameters, (value, at) => (penalties[at] ?? 0) * (value - (centre[at] ?? 0)));
  const half = new Float64Array(width * width);
  const inputs = new Float64Array(width).fill(1);
  const current = Float64Array.from(parameters);
  for (const { values, label, weight } of observations) {
    inputs.set(values, 1);
    let sum = 0;
    for (let at = 0; at < width; at++) sum += (inputs[at] ?? 0) * (current[at] ?? 0);
    const probability = 1 / (1 + Math.exp(-sum));
    const slope = weight * probability * (1 - probability);
    const distance = weight * (probability - label);
    for (let row = 0; row < width; row++) {
      const value = inputs[row] ?? 0;
      gradient[row] = (gradient[row] ?? 0) + distance * value;
      const scaled = slope * value;
      const start = row * width;
      for (let column = 0; column <= row; column++)
        half[start + column] = (half[start + column] ?? 0) + scaled * (inputs[column] ?? 0);
    }
  }
  const curvature = parameters.map((_, row) =>
    parameters.map((__, column) => {
      const value = half[Math.max(row, column) * width + Math.min(row, column)] ?? 0;
      return row === column ? value + Math.max(penalties[row] ?? 0, 1e-9) : value;
    }),
  );
  return { gradient: [...gradient], curvature };
}

/** Gaussian elimination with partial pivoting; the matrix is positive definite. */
function solve(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, vector[index] ?? 0]);
  const size = rows.length;
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let pivot = 0; pivot < size; pivot++) {
    let largest = pivot;
    for (let row = pivot + 1; row < size; row++)
      if (Math.abs(at(row, pivot)) > Math.abs(at(largest, pivot))) largest = row;
    const moved = rows[pivot] ?? [];
    rows[pivot] = rows[largest] ?? [];
    rows[largest] = moved;
    for (let row = pivot + 1; row < size; row++) {
      const factor = at(row, pivot) / at(pivot, pivot);
      rows[row] = (rows[row] ?? []).map((value, column) => value - factor * at(pivot, column));
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    let rest = at(row, size);
    for (let column = row + 1; column < size; column++) rest -= at(row, column) * (solution[column] ?? 0);
    solution[row] = rest / at(row, row);
  }
  return solution;
}
