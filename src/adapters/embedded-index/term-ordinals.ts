/** Numbers distinct term ids in order of first sight. Open addressing: a `Map` is five times slower for millions of ids. */
export class TermOrdinals {
  #slots: Int32Array;
  #ids: Uint32Array;
  #size = 0;

  constructor(expected: number) {
    this.#ids = new Uint32Array(Math.max(16, expected));
    this.#slots = new Int32Array(powerOfTwo(this.#ids.length * 2)).fill(-1);
  }

  /** The ids, by ordinal. */
  get ids(): Uint32Array {
    return this.#ids.subarray(0, this.#size);
  }

  of(id: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(id) & mask;
    for (;;) {
      const ordinal = slots[slot] ?? -1;
      if (ordinal < 0) break;
      if (this.#ids[ordinal] === id) return ordinal;
      slot = (slot + 1) & mask;
    }
    slots[slot] = this.#size;
    this.#ids[this.#size] = id;
    const added = this.#size++;
    if (this.#size === this.#ids.length) this.#grow();
    return added;
  }

  #grow(): void {
    const ids = new Uint32Array(this.#ids.length * 2);
    ids.set(this.#ids);
    this.#ids = ids;
    this.#slots = new Int32Array(powerOfTwo(ids.length * 2)).fill(-1);
    const mask = this.#slots.length - 1;
    for (let ordinal = 0; ordinal < this.#size; ordinal++) {
      let slot = hash(ids[ordinal] ?? 0) & mask;
      while ((this.#slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      this.#slots[slot] = ordinal;
    }
  }
}

/** Knuth's multiplicative hash, high bits folded down. */
function hash(id: number): number {
  const product = Math.imul(id, 0x9e3779b1);
  return (product ^ (product >>> 15)) >>> 0;
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(atLeast));
}
