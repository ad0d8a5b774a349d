/** Numbers from 0 to below 1 that the same seed gives again (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Spoils a copy of a file as transfers, editors and attackers do: one to eight changes. */
export function mutate(original: Buffer, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(original);
  const changes = 1 + Math.floor(random() * 8);
  for (let change = 0; change < changes; change += 1) {
    const kind = kinds[Math.floor(random() * kinds.length)];
    if (kind !== undefined && bytes.length > 16) bytes = kind(bytes, random);
  }
  return bytes;
}

type Mutation = (bytes: Buffer, random: () => number) => Buffer;

const kinds: readonly Mutation[] = [
  flipBytes,
  flipBytes,
  changeNumber,
  changeNumber,
  cutOut,
  doubled,
  truncated,
  swapKey,
];

function flipBytes(bytes: Buffer, random: () => number): Buffer {
  const count = 1 + Math.floor(random() * 20);
  for (let index = 0; index < count; index += 1) {
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  }
  return bytes;
}

/** A number becomes another, often a hostile one. */
function changeNumber(bytes: Buffer, random: () => number): Buffer {
  const from = Math.floor(random() * bytes.length);
  const text = bytes.subarray(from, from + 4000).toString('latin1');
  const found = /\d+/.exec(text);
  if (found === null) return bytes;
  const values = ['0', '-1', '1', '99999999', '4294967295', '2147483648', String(Math.floor(random() * 1000))];
  const value = values[Math.floor(random() * values.length)] ?? '0';
  const at = from + found.index;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(value), bytes.subarray(at + found[0].length)]);
}

function cutOut(bytes: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + Math.floor(random() * 2000))]);
}

function doubled(bytes: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * bytes.length);
  const piece = bytes.subarray(at, at + Math.floor(random() * 4000));
  const to = Math.floor(random() * bytes.length);
  return Buffer.concat([bytes.subarray(0, to), piece, bytes.subarray(to)]);
}

function truncated(bytes: Buffer, random: () => number): Buffer {
  return random() < 0.3 ? bytes.subarray(0, Math.floor(bytes.length * random())) : bytes;
}

const keys = ['/Kids', '/Parent', '/Contents', '/Length', '/Filter', '/Font', '/First', '/Next', '/Prev', '/Type'];

/** One key becomes another, so that objects point where they should not. */
function swapKey(bytes: Buffer, random: () => number): Buffer {
  const key = keys[Math.floor(random() * keys.length)] ?? '/Kids';
  const other = keys[Math.floor(random() * keys.length)] ?? '/Parent';
  const at = bytes.indexOf(key, Math.floor(random() * bytes.length), 'latin1');
  if (at < 0) return bytes;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(other), bytes.subarray(at + key.length)]);
}
