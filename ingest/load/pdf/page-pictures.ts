import { getDocument, OPS, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { GreyPicture } from '../../../src/ports/ocr.js';
import { assetFolder, pdfjsOptions } from './pdfjs-options.js';
import { multiply } from './read-drawing.js';

/** A page drawn, with what it takes to get back to its points. */
export interface PagePicture {
  readonly picture: GreyPicture;
  /** Pixels a point. */
  readonly scale: number;
}

/** Draws pages of a PDF. Opened apart from the reading of its text, because only here pictures are decoded. */
export interface PagePictures {
  /** Share of the page that pictures cover, 0…1; overlapping ones count twice, up to 1. */
  imageShare(page: number): Promise<number>;
  /** @param number 1-based. */
  draw(number: number): Promise<PagePicture>;
  /** The page in colour as a file, for people. @param longestSide pixels. */
  encode(number: number, longestSide: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Largest picture that is decoded, in pixels: A3 at 400 dpi. A larger one is left out, which also disarms image bombs. */
const largestImage = 32_000_000;
/** Pixels a point at which 10 point letters are read well: 200 dpi. */
const usualScale = 200 / 72;
/** Bounds of the longer side in pixels: scans may come with any page size, and a page may be 40,000 points wide. */
const longerSide = { least: 1700, most: 3400 };

/**
 * Opens a PDF for drawing its pages.
 *
 * @throws what pdf.js throws; the file was opened before, so that it is no PDF problem of the caller's.
 */
export async function openPagePictures(bytes: Uint8Array, password?: string): Promise<PagePictures> {
  const task = getDocument({
    ...pdfjsOptions(bytes, password),
    maxImageSize: largestImage,
    canvasMaxAreaInBytes: largestImage * 4,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    wasmUrl: assetFolder('wasm'),
  });
  const document = await task.promise;
  return {
    async imageShare(number) {
      const page = await document.getPage(number);
      const share = imageShareOf(page, await page.getOperatorList());
      page.cleanup();
      return share;
    },
    async draw(number) {
      const page = await document.getPage(number);
      const { width, height } = page.getViewport({ scale: 1 });
      const longer = Math.max(width, height);
      const side = Math.min(longerSide.most, Math.max(longerSide.least, longer * usualScale));
      const canvas = await drawn(document, page, side / longer);
      const picture = greyOf(canvas);
      release(canvas);
      return { picture, scale: side / longer };
    },
    async encode(number, longestSide) {
      const page = await document.getPage(number);
      const { width, height } = page.getViewport({ scale: 1 });
      const canvas = await drawn(document, page, longestSide / Math.max(width, height));
      const bytes = canvas.toBuffer('image/jpeg', 80);
      release(canvas);
      return bytes;
    },
    close: () => task.destroy(),
  };
}

/** The members that we use of the canvas pdf.js makes on Node. */
interface NodeCanvas {
  width: number;
  height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
  };
  toBuffer(type: 'image/jpeg', quality: number): Uint8Array;
}

type RenderCanvas = Parameters<PDFPageProxy['render']>[0]['canvas'];

async function drawn(document: PDFDocumentProxy, page: PDFPageProxy, scale: number): Promise<NodeCanvas> {
  const viewport = page.getViewport({ scale });
  const width = Math.max(1, Math.round(viewport.width));
  const height = Math.max(1, Math.round(viewport.height));
  // pdf.js types its own factory as `Object`.
  const factory = document.canvasFactory as { create(width: number, height: number): { canvas: NodeCanvas } };
  const { canvas } = factory.create(width, height);
  // pdf.js wants a browser's canvas by its types, and draws on any that has a context.
  await page.render({ canvas: canvas as unknown as RenderCanvas, viewport, background: '#ffffff' }).promise;
  page.cleanup();
  return canvas;
}

/** Frees the pixels now: they are no part of the heap that the garbage collector watches. */
function release(canvas: NodeCanvas): void {
  canvas.width = 0;
  canvas.height = 0;
}

function greyOf(canvas: NodeCanvas): GreyPicture {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  const pixels = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < pixels.length; at += 1, from += 4) {
    pixels[at] = (data[from] ?? 0) * 0.299 + (data[from + 1] ?? 0) * 0.587 + (data[from + 2] ?? 0) * 0.114 + 0.5;
  }
  return { width, height, pixels };
}

const imageOperators: ReadonlySet<number> = new Set([
  OPS.paintImageXObject,
  OPS.paintInlineImageXObject,
  OPS.paintImageMaskXObject,
]);

/** A picture fills the unit square of the matrix in force. */
function imageShareOf(
  page: PDFPageProxy,
  operators: { readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[] },
): number {
  const { width, height } = page.getViewport({ scale: 1 });
  const stack: number[][] = [];
  let matrix: number[] = [1, 0, 0, 1, 0, 0];
  let area = 0;
  for (const [index, operator] of operators.fnArray.entries()) {
    const values = operators.argsArray[index] as readonly unknown[] | null;
    if (operator === OPS.save || operator === OPS.paintFormXObjectBegin) stack.push(matrix);
    if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) matrix = stack.pop() ?? matrix;
    if (operator === OPS.transform) matrix = multiply(matrix, (values ?? []) as number[]);
    if (operator === OPS.paintFormXObjectBegin && values?.[0])
      matrix = multiply(matrix, Array.from(values[0] as ArrayLike<number>));
    if (!imageOperators.has(operator)) continue;
    const [a = 0, b = 0, c = 0, d = 0] = matrix;
    area += Math.abs(a * d - b * c);
  }
  return Math.min(1, area / Math.max(1, width * height));
}
