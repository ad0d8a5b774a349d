/**
 * A text with citation markers, emphasis, link targets, table bars, backquotes, HTML tags and objects of JSON blanked out: what is
 * said, at the same offsets. Data states nothing, and the same data in the evidence would support whatever stands beside it.
 */
export function blankMarkup(text: string): string {
  const blank = (match: string) => ' '.repeat(match.length);
  return text
    .replace(/\{\s*"[^{}]{0,500}(?:\{[^{}]{0,500}\}[^{}]{0,500}){0,20}\}/g, blank)
    .replace(/\[\^?\d{1,3}\]/g, blank)
    .replace(/<\/?[a-z][^<>]{0,200}>/gi, blank)
    .replace(/\]\([^()\s]{0,300}\)/g, blank)
    .replace(/\*\*|__|~~|[*`|[\]]/g, blank)
    .replace(/^\s*#+/, blank);
}
