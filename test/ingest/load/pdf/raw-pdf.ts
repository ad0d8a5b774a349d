/** A stream object's text; the dictionary gets its length. */
export function streamObject(content: string | Buffer, dictionary = ''): Buffer {
  const bytes = Buffer.from(content as string, 'latin1');
  return Buffer.concat([
    Buffer.from(`<< ${dictionary} /Length ${bytes.length} >>\nstream\n`, 'latin1'),
    bytes,
    Buffer.from('\nendstream'),
  ]);
}

/**
 * A PDF of objects written by hand, numbered from 1; object 1 is the catalog. For files that no library would write.
 *
 * @param trailer added to the trailer's dictionary.
 */
export function rawPdf(objects: readonly (string | Buffer)[], trailer = ''): Uint8Array {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  let length = 9;
  const rows: string[] = [];
  for (const [index, object] of objects.entries()) {
    rows.push(`${String(length).padStart(10, '0')} 00000 n \n`);
    const part = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      typeof object === 'string' ? Buffer.from(object, 'latin1') : object,
      Buffer.from('\nendobj\n'),
    ]);
    parts.push(part);
    length += part.length;
  }
  const size = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';

/**
 * A PDF of one page that says a text, with parts to spoil it.
 *
 * @param catalog added to the catalog. @param page added to the page. @param more objects from number 6 on.
 */
export function onePage(
  text: string,
  { catalog = '', page = '', box = '0 0 595 842', more = [] as readonly (string | Buffer)[], trailer = '' } = {},
): Uint8Array {
  return rawPdf(
    [
      `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      `<< /Type /Page /Parent 2 0 R /MediaBox [${box}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> ${page} >>`,
      streamObject(`BT /F1 12 Tf 72 700 Td (${text}) Tj ET`),
      font,
      ...more,
    ],
    trailer,
  );
}
