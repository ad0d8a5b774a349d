/** One field of a protobuf message. */
export interface ProtobufField {
  readonly number: number;
  /** The field as it stands in the message, its tag included. */
  readonly whole: Buffer;
  /** The bytes of a string or message; empty for a number. */
  readonly value: Buffer;
}

const wireTypes = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const;

/**
 * The fields of a protobuf message in order, as views of its bytes.
 *
 * @throws Error when the bytes are no such message.
 */
export function* fieldsOf(message: Buffer): Generator<ProtobufField> {
  for (let position = 0; position < message.length; ) {
    const tag = readVarint(message, position);
    const [number, type] = [Math.floor(tag.value / 8), tag.value % 8];
    let [from, to] = [tag.end, tag.end];
    if (type === wireTypes.varint) from = to = readVarint(message, tag.end).end;
    else if (type === wireTypes.fixed64) from = to = tag.end + 8;
    else if (type === wireTypes.fixed32) from = to = tag.end + 4;
    else if (type === wireTypes.lengthDelimited) {
      const length = readVarint(message, tag.end);
      from = length.end;
      to = length.end + length.value;
    } else throw new Error(`Cannot read a message: field ${number} has the unknown wire type ${type}`);
    if (to > message.length) throw new Error(`Cannot read a message: field ${number} goes beyond its end`);
    yield { number, whole: message.subarray(position, to), value: message.subarray(from, to) };
    position = to;
  }
}

/** The first field of that number as text; '' when there is none. */
export function textOf(message: Buffer, number: number): string {
  for (const field of fieldsOf(message)) if (field.number === number) return field.value.toString();
  return '';
}

/** A string or message as a field. */
export function lengthDelimited(number: number, value: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + wireTypes.lengthDelimited), varint(value.length), value]);
}

function readVarint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let position = start, factor = 1; position < bytes.length; position += 1, factor *= 128) {
    const byte = bytes[position] ?? 0;
    value += (byte % 128) * factor;
    if (byte < 128) return { value, end: position + 1 };
  }
  throw new Error('Cannot read a message: a number goes beyond its end');
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
