/**
 * Keeps the best `limit` rows of many: highest score first, lowest tie key among equal scores, so that the order in
 * which rows are offered does not matter. A binary heap with the worst kept row on top.
 */
export class TopRows {
  readonly #limit: number;
  readonly #scores: Float64Array;
  readonly #ties: Uint32Array;
  readonly #rows: Uint32Array;
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#scores = new Float64Array(limit);
    this.#ties = new Uint32Array(limit);
    this.#rows = new Uint32Array(limit);
  }

  /** Scores below this need not be offered. */
  get threshold(): number {
    return this.#size < this.#limit ? Number.NEGATIVE_INFINITY : (this.#scores[0] ?? Number.NEGATIVE_INFINITY);
  }

  offer(row: number, score: number, tie: number): void {
    if (this.#limit === 0) return;
    if (this.#size < this.#limit) {
      this.#rise(this.#size++, row, score, tie);
      return;
    }
    if (this.#isWorse(score, tie, 0)) return;
    this.#sink(row, score, tie);
  }

  /** The kept rows, in no order. */
  rows(): Uint32Array {
    return this.#rows.slice(0, this.#size);
  }

  #isWorse(score: number, tie: number, slot: number): boolean {
    const other = this.#scores[slot] ?? 0;
    return score < other || (score === other && tie >= (this.#ties[slot] ?? 0));
  }

  #rise(from: number, row: number, score: number, tie: number): void {
    let slot = from;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if (!this.#isWorse(score, tie, parent)) break;
      this.#move(parent, slot);
      slot = parent;
    }
    this.#set(slot, row, score, tie);
  }

  #sink(row: number, score: number, tie: number): void {
    let slot = 0;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= this.#size) break;
      const right = child + 1;
      if (right < this.#size && this.#isWorse(this.#scores[right] ?? 0, this.#ties[right] ?? 0, child)) child = right;
      if (this.#isWorse(score, tie, child)) break;
      this.#move(child, slot);
      slot = child;
    }
    this.#set(slot, row, score, tie);
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#rows[from] ?? 0, this.#scores[from] ?? 0, this.#ties[from] ?? 0);
  }

  #set(slot: number, row: number, score: number, tie: number): void {
    this.#rows[slot] = row;
    this.#scores[slot] = score;
    this.#ties[slot] = tie;
  }
}
