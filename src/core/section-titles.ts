/** Stands between the titles of a heading path. */
export const titleSeparator = ' › ';

/** Titles above a section's text: the document's, then the heading path; the document's is left out where it is the first heading anyway. */
export function sectionTitles(documentTitle: string, headingPath: readonly string[]): readonly string[] {
  return documentTitle === '' || headingPath[0] === documentTitle ? headingPath : [documentTitle, ...headingPath];
}
