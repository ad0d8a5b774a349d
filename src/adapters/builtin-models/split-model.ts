import { fieldsOf, lengthDelimited, textOf } from './protobuf-fields.js';

/** Field numbers of ONNX's messages, of `onnx.proto`. */
const model = { graph: 7 } as const;
const graph = { node: 1, initializer: 5, input: 11, output: 12 } as const;
const node = { input: 1, output: 2 } as const;
const valueInfo = { name: 1 } as const;
const tensor = { name: 8 } as const;

/** Two models that in a row do what one did. */
export interface SplitModel {
  /** From the model's inputs to the seam, and to those of the model's outputs that lie before it. */
  readonly lower: Buffer;
  /** From the seam, as one more input, to the model's output. */
  readonly upper: Buffer;
}

/**
 * Cuts an ONNX model in two at one of its outputs, each half with the weights that it needs: who wants only what is known at the
 * seam need not run the rest (onnxruntime runs a whole model whatever is asked of it), and no weight is in memory twice.
 *
 * @param seam the output where it is cut.
 * @param lowerOutputs outputs of the lower half, the seam among them; `upperOutput`: the one of the upper half.
 * @throws Error when the bytes have no such output.
 */
export function splitModel(
  bytes: Buffer,
  seam: string,
  lowerOutputs: readonly string[],
  upperOutput: string,
): SplitModel {
  return {
    lower: cutModel(bytes, lowerOutputs, null),
    upper: cutModel(bytes, [upperOutput], seam),
  };
}

/** The part of a model that makes `outputs`; `seam`: what it takes as given. */
function cutModel(bytes: Buffer, outputs: readonly string[], seam: string | null): Buffer {
  const parts = [...fieldsOf(bytes)].map(({ number, whole, value }) =>
    number === model.graph ? lengthDelimited(model.graph, cutGraph(value, outputs, seam)) : whole,
  );
  return Buffer.concat(parts);
}

function cutGraph(bytes: Buffer, outputs: readonly string[], seam: string | null): Buffer {
  const fields = [...fieldsOf(bytes)];
  const { nodes, names } = neededFor(fields, outputs, seam);
  const kept = fields.flatMap((field): Buffer[] => {
    switch (field.number) {
      case graph.node:
        return nodes.has(field.value) ? [field.whole] : [];
      case graph.initializer:
        return names.has(textOf(field.value, tensor.name)) ? [field.whole] : [];
      case graph.input:
        return names.has(textOf(field.value, valueInfo.name)) ? [field.whole] : [];
      case graph.output:
        return outputs.includes(textOf(field.value, valueInfo.name)) ? [field.whole] : [];
      default:
        return [field.whole];
    }
  });
  if (seam !== null) kept.push(lengthDelimited(graph.input, outputInfo(fields, seam)));
  for (const output of outputs) outputInfo(fields, output);
  return Buffer.concat(kept);
}

type Fields = readonly { readonly number: number; readonly value: Buffer }[];

/** Walks the nodes from last to first (ONNX orders them by need): those that make what is wanted, and what they want. */
function neededFor(fields: Fields, outputs: readonly string[], seam: string | null) {
  const names = new Set(outputs);
  const nodes = new Set<Buffer>();
  for (const { value } of fields.filter(({ number }) => number === graph.node).reverse()) {
    const parts = [...fieldsOf(value)];
    const named = (which: number) =>
      parts.filter(({ number }) => number === which).map((part) => part.value.toString());
    if (!named(node.output).some((name) => name !== seam && names.has(name))) continue;
    nodes.add(value);
    for (const name of named(node.input)) names.add(name);
  }
  return { nodes, names };
}

function outputInfo(fields: Fields, name: string): Buffer {
  const found = fields.find(({ number, value }) => number === graph.output && textOf(value, valueInfo.name) === name);
  if (found) return found.value;
  throw new Error(`Cannot cut the model at "${name}": it has no such output`);
}
