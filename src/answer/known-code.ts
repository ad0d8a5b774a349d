import type { Findings } from './search-passages.js';

/**
 * Whether code or a displayed formula of a model stands in a section that was found, blanks aside. Such blocks state nothing that
 * the check could look up, and a command that nobody wrote must not be shown as the knowledge base's.
 */
export function knownCode({ scored }: Findings): (block: string) => boolean {
  const texts = (scored?.candidates ?? []).map(({ section }) => squeezed(section.text));
  return (block) => {
    const body = squeezed(block.replace(/^\s*(?:```|~~~)[^\n]*\n?|(?:```|~~~)\s*$|\$\$/g, ''));
    return body === '' || texts.some((text) => text.includes(body));
  };
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}
