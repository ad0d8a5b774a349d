/**
 * A heading as people write it: letters and digits only, so that backquotes, `{#anchor}`, numbering dots, width and case do
 * not matter. Empty for none.
 */
export function headingKey(heading: string): string {
  return heading
    .replace(/\{#[^}]*\}\s*$/, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
