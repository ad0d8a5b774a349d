import { createCanvas } from '@napi-rs/canvas';
import type { GreyPicture } from '../src/ports/ocr.js';

/** A page of known text as a scanner would give it. */
export interface DrawnPage {
  readonly picture: GreyPicture;
  /** PNG of the same. */
  readonly png: Buffer;
  /** Its lines, top to bottom. */
  readonly lines: readonly string[];
}

export interface DrawnPageOptions {
  readonly dpi: number;
  /** Size of the letters in points. */
  readonly size: number;
  /** A font family that is installed. */
  readonly font: string;
  /** Degrees by which the page lies slantwise. */
  readonly skew?: number;
}

/** Draws text on an A4 page, wrapped, as many lines as fit. */
export function drawPage(text: string, { dpi, size, font, skew = 0 }: DrawnPageOptions): DrawnPage {
  const scale = dpi / 72;
  const canvas = createCanvas(Math.round(595 * scale), Math.round(842 * scale));
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#111111';
  context.font = `${size * scale}px "${font}"`;
  context.rotate((skew * Math.PI) / 180);
  const width = 451 * scale;
  const lines: string[] = [];
  let line = '';
  const pieces = text.match(/[A-Za-z\d'’.,;:()%/-]+ ?|[^\s]|\s/gu) ?? [];
  for (const piece of pieces) {
    if (context.measureText((line + piece).trimEnd()).width > width) {
      lines.push(line.trim());
      line = '';
      if (lines.length * size * 1.6 > 690) break;
    }
    line += piece;
  }
  if (line !== '' && lines.length * size * 1.6 <= 690) lines.push(line.trim());
  for (const [index, one] of lines.entries()) {
    context.fillText(one, 72 * scale, (80 + index * size * 1.6) * scale);
  }
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const pixels = new Uint8Array(canvas.width * canvas.height);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = data[at * 4] ?? 0;
  return { picture: { width: canvas.width, height: canvas.height, pixels }, png: canvas.toBuffer('image/png'), lines };
}
