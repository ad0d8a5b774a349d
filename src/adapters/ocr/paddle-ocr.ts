import type { GreyPicture, Ocr, OcrLine, OcrPage } from '../../ports/ocr.js';
import { detectLines } from './detect-lines.js';
import { lineInk } from './line-ink.js';
import { loadOcrSessions, type OcrSessions } from './ocr-sessions.js';
import { turnedBox, turnedPicture } from './picture-sampling.js';
import { type ReadLine, readLine } from './read-line.js';
import { standsOnHead } from './stands-on-head.js';
import type { TextBox } from './text-box.js';

/** Lines read with less certainty are ornaments, stamps and dirt (PP-OCRv4's own number). */
const smallestConfidence = 0.5;

/**
 * OCR with PP-OCRv4 (Chinese and English) on onnxruntime, in this thread: `run` holds it, so it belongs into a worker.
 * The models are loaded by the first page.
 */
export function paddleOcr(): Ocr {
  let loading: Promise<OcrSessions> | undefined;
  return {
    async read(picture, signal) {
      if (isBlank(picture)) return emptyPage(picture);
      loading ??= loadOcrSessions();
      return await readPage(await loading, picture, signal);
    },
    async close() {
      const sessions = await loading?.catch(() => undefined);
      loading = undefined;
      await sessions?.close();
    },
  };
}

/** Range of greys that a blank page's dust and paper have. */
const blankRange = 24;

function isBlank({ width, height, pixels }: GreyPicture): boolean {
  if (width < 8 || height < 8) return true;
  let least = 255;
  let most = 0;
  for (const pixel of pixels) {
    if (pixel < least) least = pixel;
    if (pixel > most) most = pixel;
  }
  return most - least < blankRange;
}

function emptyPage({ width, height }: GreyPicture): OcrPage {
  return { turned: 0, width, height, lines: [] };
}

async function readPage(sessions: OcrSessions, picture: GreyPicture, signal?: AbortSignal): Promise<OcrPage> {
  signal?.throwIfAborted();
  const found = await detectLines(sessions.detector, picture);
  if (found.length === 0) return emptyPage(picture);
  const sideways = liesSideways(found);
  let upright = sideways ? turnedPicture(picture, 90) : picture;
  let boxes = sideways ? found.map((box) => turnedBox(box, picture, 90)) : found;
  const onHead = await standsOnHead(sessions, upright, boxes);
  if (onHead) {
    boxes = boxes.map((box) => turnedBox(box, upright, 180));
    upright = turnedPicture(upright, 180);
  }
  const lines: OcrLine[] = [];
  for (const box of boxes) {
    signal?.throwIfAborted();
    const read = await readLine(sessions.recogniser, sessions.dictionary, upright, box);
    if (read.confidence >= smallestConfidence && read.text.trim() !== '') lines.push(ocrLine(read, box));
  }
  const turned = sideways ? (onHead ? 270 : 90) : onHead ? 180 : 0;
  return { turned, width: upright.width, height: upright.height, lines };
}

/** Whether most of the lines, by their length, run up or down. */
function liesSideways(boxes: readonly TextBox[]): boolean {
  let level = 0;
  let upright = 0;
  for (const { width, height } of boxes) {
    if (width > height * 1.5) level += width;
    else if (height > width * 1.5) upright += height;
  }
  return upright > level;
}

function ocrLine(read: ReadLine, box: TextBox): OcrLine {
  const ink = lineInk(read.picture);
  const top = box.centreY - box.height / 2;
  const first = ink.columns.indexOf(1);
  const last = ink.columns.lastIndexOf(1);
  const scale = box.width / read.picture.width;
  const left = box.centreX - box.width / 2;
  return {
    text: read.text.replace(/ {2,}/g, ' ').trim(),
    confidence: read.confidence,
    left: left + Math.max(0, first) * scale,
    right: last < 0 ? left + box.width : left + (last + 1) * scale,
    top: top + ink.top * box.height,
    bottom: top + ink.bottom * box.height,
  };
}
