/**
 * The text of a header that may go beyond ASCII. Node hands over each byte as one character, so UTF-8 bytes are put
 * together again; percent-encoding (also with RFC 8187's `UTF-8''` in front) is undone when `isPlain` does not
 * recognise the text as written out.
 *
 * @returns undefined when the bytes are not UTF-8 or the percent-encoding is broken.
 */
export function headerText(value: string, isPlain: (text: string) => boolean): string | undefined {
  try {
    const text = /[\u0080-\u00ff]/.test(value)
      ? new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
      : value;
    return isPlain(text) ? text : decodeURIComponent(text.replace(/^utf-8''/i, ''));
  } catch {
    return undefined; // Either decoder throws only for what the caller then refuses.
  }
}
