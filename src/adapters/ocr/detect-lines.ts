import type { InferenceSession } from 'onnxruntime-node';
import type { GreyPicture } from '../../ports/ocr.js';
import { detectionBoxes } from './detection-boxes.js';
import { runOnPicture } from './ocr-sessions.js';
import { resizedPicture } from './picture-sampling.js';
import type { TextBox } from './text-box.js';

/** Longest side of what the detector is shown, in pixels: about 110 dpi of an A4 page, where 8 point letters are found. */
const longestSide = 1280;
/** The model halves its picture five times. */
const unit = 32;
/** Colours of the pictures that it was trained on. */
const mean = [0.485, 0.456, 0.406] as const;
const deviation = [0.229, 0.224, 0.225] as const;

/** Finds the lines of text in a picture. */
export async function detectLines(detector: InferenceSession, picture: GreyPicture): Promise<TextBox[]> {
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  const width = Math.max(unit, Math.round((picture.width * scale) / unit) * unit);
  const height = Math.max(unit, Math.round((picture.height * scale) / unit) * unit);
  const { values } = await runOnPicture(detector, resizedPicture(picture, width, height), mean, deviation);
  const scaleX = picture.width / width;
  const scaleY = picture.height / height;
  return detectionBoxes({ width, height, values }).map((box) => ({
    ...box,
    centreX: box.centreX * scaleX,
    centreY: box.centreY * scaleY,
    width: box.width * scaleX,
    height: box.height * scaleY,
  }));
}
