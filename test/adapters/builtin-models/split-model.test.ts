import { describe, expect, test } from 'vitest';
import { fieldsOf, lengthDelimited, textOf } from '../../../src/adapters/builtin-models/protobuf-fields.js';
import { splitModel } from '../../../src/adapters/builtin-models/split-model.js';

const text = (number: number, value: string): Buffer => lengthDelimited(number, Buffer.from(value));
const node = (inputs: string[], outputs: string[]): Buffer =>
  lengthDelimited(1, Buffer.concat([...inputs.map((name) => text(1, name)), ...outputs.map((name) => text(2, name))]));
const weight = (name: string): Buffer => lengthDelimited(5, text(8, name));
const input = (name: string): Buffer => lengthDelimited(11, text(1, name));
const output = (name: string): Buffer => lengthDelimited(12, text(1, name));

const version = Buffer.from([8, 10]);
const graph = Buffer.concat([
  node(['ids', 'words'], ['low']),
  node(['mask'], ['wide']),
  node(['low', 'wide', 'first'], ['seam']),
  node(['seam', 'wide', 'second'], ['all']),
  node(['all'], ['vector']),
  ...['words', 'first', 'second'].map(weight),
  ...['ids', 'mask'].map(input),
  ...['all', 'vector', 'low', 'seam'].map(output),
]);
const model = Buffer.concat([version, lengthDelimited(7, graph), text(8, 'about')]);

/** What a model's graph has of one kind: outputs of nodes, names of the rest. */
function namesIn(bytes: Buffer, number: number, name: number): string[] {
  const [found] = [...fieldsOf(bytes)].filter((field) => field.number === 7);
  const fields = [...fieldsOf(found?.value ?? Buffer.of())];
  return fields.filter((field) => field.number === number).map(({ value }) => textOf(value, name));
}

describe('splitModel()', () => {
  const { lower, upper } = splitModel(model, 'seam', ['low', 'seam'], 'vector');

  test('gives the lower half what leads to the seam, and nothing else', () => {
    expect(namesIn(lower, 1, 2)).toEqual(['low', 'wide', 'seam']);
    expect(namesIn(lower, 5, 8)).toEqual(['words', 'first']);
    expect(namesIn(lower, 11, 1)).toEqual(['ids', 'mask']);
    expect(namesIn(lower, 12, 1)).toEqual(['low', 'seam']);
  });

  test('gives the upper half the seam as an input, and what it shares with the lower one', () => {
    expect(namesIn(upper, 1, 2)).toEqual(['wide', 'all', 'vector']);
    expect(namesIn(upper, 5, 8)).toEqual(['second']);
    expect(namesIn(upper, 11, 1)).toEqual(['mask', 'seam']);
    expect(namesIn(upper, 12, 1)).toEqual(['vector']);
  });

  test('keeps what stands around the graph', () => {
    expect(lower.subarray(0, 2)).toEqual(version);
    expect([...fieldsOf(upper)].map(({ number }) => number)).toEqual([1, 7, 8]);
  });

  test('throws at an output that the model does not have', () => {
    expect(() => splitModel(model, 'elsewhere', ['elsewhere'], 'vector')).toThrow(
      'Cannot cut the model at "elsewhere"',
    );
  });
});

describe('fieldsOf()', () => {
  test('throws at a message that ends within a field', () => {
    expect(() => [...fieldsOf(Buffer.from([10, 5, 1]))]).toThrow('field 1 goes beyond its end');
    expect(() => [...fieldsOf(Buffer.from([10, 200]))]).toThrow('a number goes beyond its end');
  });

  test('throws at a wire type that there is not', () => {
    expect(() => [...fieldsOf(Buffer.from([15]))]).toThrow('field 1 has the unknown wire type 7');
  });
});
