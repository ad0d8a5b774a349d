import type { InferenceSession } from 'onnxruntime-node';
import type { GreyPicture } from '../../ports/ocr.js';
import { ctcDecode, type ReadText } from './ctc-decode.js';
import { runOnPicture } from './ocr-sessions.js';
import { boxPicture } from './picture-sampling.js';
import type { TextBox } from './text-box.js';

/** Height of the lines that the recogniser was trained on, and the width it pads short ones to. */
const lineHeight = 48;
const shortestWidth = 320;
/** Longest line read, in heights: 200 Chinese characters. */
const longestWidth = 200 * lineHeight;

/** A line as read, with the picture it was read from. */
export interface ReadLine extends ReadText {
  /** 48 pixels high, as wide as the box in proportion. */
  readonly picture: GreyPicture;
}

/** Reads the line in a box. */
export async function readLine(
  recogniser: InferenceSession,
  dictionary: readonly string[],
  picture: GreyPicture,
  box: TextBox,
): Promise<ReadLine> {
  const width = Math.min(longestWidth, Math.max(1, Math.round((lineHeight * box.width) / box.height)));
  const line = boxPicture(picture, box, width, lineHeight);
  const shown = padded(line, Math.max(width, shortestWidth));
  const { values, shape } = await runOnPicture(recogniser, shown, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
  return { ...ctcDecode(values, shape[1] ?? 0, shape[2] ?? 1, dictionary), picture: line };
}

/** Grey beside the line is what the recogniser was trained to read as nothing. */
function padded(line: GreyPicture, width: number): GreyPicture {
  if (width <= line.width) return line;
  const pixels = new Uint8Array(width * line.height).fill(128);
  for (let y = 0; y < line.height; y += 1) {
    pixels.set(line.pixels.subarray(y * line.width, (y + 1) * line.width), y * width);
  }
  return { width, height: line.height, pixels };
}
