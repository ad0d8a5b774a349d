import { degrees, PDFDocument } from 'pdf-lib';
import { openPagePictures } from '../../../../ingest/load/pdf/page-pictures.js';

/**
 * Prints a PDF and scans it: every page becomes a picture without text layer.
 *
 * @param turned degrees clockwise by which the paper lay turned on the scanner.
 * @param pages how many of the first pages; all unless set.
 * @param stamp text that the scanner writes over every page as a text layer.
 */
export async function makeScan(
  bytes: Uint8Array,
  {
    turned = 0,
    dpi = 200,
    stamp,
    pages,
  }: { turned?: 0 | 90 | 180 | 270; dpi?: number; stamp?: string; pages?: number } = {},
): Promise<Uint8Array> {
  const source = await PDFDocument.load(bytes);
  const pictures = await openPagePictures(bytes);
  const scan = await PDFDocument.create();
  try {
    for (const [index, original] of source.getPages().slice(0, pages).entries()) {
      const { width, height } = original.getSize();
      const picture = await scan.embedJpg(await pictures.encode(index + 1, (Math.max(width, height) / 72) * dpi));
      const sideways = turned % 180 !== 0;
      const page = scan.addPage(sideways ? [height, width] : [width, height]);
      const at = { 0: [0, 0], 90: [0, width], 180: [width, height], 270: [height, 0] }[turned];
      page.drawImage(picture, { x: at[0] ?? 0, y: at[1] ?? 0, width, height, rotate: degrees(-turned) });
      if (stamp !== undefined) page.drawText(stamp, { x: 40, y: 20, size: 8 });
    }
  } finally {
    await pictures.close();
  }
  return scan.save();
}
