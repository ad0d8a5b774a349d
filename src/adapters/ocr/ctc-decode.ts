/** What a recogniser read in one line. */
export interface ReadText {
  readonly text: string;
  /** 0…1: mean probability of its characters; 0 when there are none. */
  readonly confidence: number;
}

/**
 * Reads the most probable text out of a recogniser's answer: the best class of every step, repeats and blanks out
 * (connectionist temporal classification).
 *
 * @param values `steps` rows of `classes` probabilities; class 0 is the blank.
 * @param dictionary character of class 1, 2, …; one beyond its end is a space.
 */
export function ctcDecode(
  values: Float32Array,
  steps: number,
  classes: number,
  dictionary: readonly string[],
): ReadText {
  const characters: string[] = [];
  let last = 0;
  let sum = 0;
  for (let step = 0; step < steps; step += 1) {
    let best = 0;
    let highest = Number.NEGATIVE_INFINITY;
    const row = step * classes;
    for (let index = 0; index < classes; index += 1) {
      const value = values[row + index] ?? 0;
      if (value > highest) {
        highest = value;
        best = index;
      }
    }
    if (best !== 0 && best !== last) {
      characters.push(dictionary[best - 1] ?? ' ');
      sum += highest;
    }
    last = best;
  }
  return { text: characters.join(''), confidence: characters.length === 0 ? 0 : sum / characters.length };
}
