/**
 * A text as PostgreSQL can keep it: U+0000, which it refuses, becomes U+FFFD, as in every decoded text file. The length
 * stays, so offsets hold.
 */
export function storableText(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text;
}
