import type { GreyPicture } from '../../ports/ocr.js';
import { type OcrSessions, runOnPicture } from './ocr-sessions.js';
import { boxPicture, turnedBox, turnedPicture } from './picture-sampling.js';
import { readLine } from './read-line.js';
import type { TextBox } from './text-box.js';

/** Size of the lines that the classifier was trained on. */
const classifierSize = { width: 192, height: 48 };
/** Lines that are asked: the longest, which are seldom figures. */
const asked = 9;
/** Share of them that must look turned before they are read both ways to be sure. */
const doubt = 0.3;

/** Whether a picture's lines stand on their heads. The classifier is quick and now and then wrong, so that reading decides. */
export async function standsOnHead(
  sessions: OcrSessions,
  picture: GreyPicture,
  boxes: readonly TextBox[],
): Promise<boolean> {
  const longest = boxes.toSorted((a, b) => b.width - a.width).slice(0, asked);
  let turned = 0;
  for (const box of longest) if (await looksTurned(sessions, picture, box)) turned += 1;
  if (turned <= longest.length * doubt) return false;
  const few = longest.slice(0, 5);
  const upright = await meanConfidence(sessions, picture, few);
  const onHead = await meanConfidence(
    sessions,
    turnedPicture(picture, 180),
    few.map((box) => turnedBox(box, picture, 180)),
  );
  return onHead > upright;
}

async function looksTurned({ classifier }: OcrSessions, picture: GreyPicture, box: TextBox): Promise<boolean> {
  const { width, height } = classifierSize;
  const shown = Math.min(box.width, (box.height * width) / height);
  const start = { ...box, centreX: box.centreX - (box.width - shown) / 2, width: shown };
  const line = boxPicture(picture, start, width, height);
  const { values } = await runOnPicture(classifier, line, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
  return (values[1] ?? 0) > (values[0] ?? 0);
}

async function meanConfidence(
  { recogniser, dictionary }: OcrSessions,
  picture: GreyPicture,
  boxes: readonly TextBox[],
): Promise<number> {
  let sum = 0;
  for (const box of boxes) sum += (await readLine(recogniser, dictionary, picture, box)).confidence;
  return sum / Math.max(1, boxes.length);
}
