/**
 * A text with citation markers, emphasis, link targets, table bars, backquotes and HTML tags blanked out: what is said, at the same
 * offsets.
 */
export function blankMarkup(text: string): string {
  const blank = (match: string) => ' '.repeat(match.length);
  return text
    .replace(/\[\^?\d{1,3}\]/g, blank)
    .replace(/<\/?[a-z][^<>]{0,200}>/gi, blank)
    .replace(/\]\([^()\s]{0,300}\)/g, blank)
    .replace(/\*\*|__|~~|[*`|[\]]/g, blank)
    .replace(/^\s*#+/, blank);
}
