/** Where a passage, a citation or evidence stands, as far as people are told. */
export interface ShownSource {
  readonly document_id: string;
  readonly document_title: string;
  readonly heading_path: readonly string[];
  readonly place: { readonly unit: 'line' | 'page'; readonly start: number; readonly end: number };
  readonly view_url?: string | null;
}

/** `Leave policy › Annual leave (handbook/leave.md, lines 5–7) <http…>` */
export function sourceLine({ document_id, document_title, heading_path, place, view_url }: ShownSource): string {
  const path = heading_path[0] === document_title ? heading_path : [document_title, ...heading_path];
  const { unit, start, end } = place;
  const where = start === end ? `${unit} ${start}` : `${unit}s ${start}–${end}`;
  const link = view_url ? ` <${view_url}>` : '';
  return `${path.filter((title) => title !== '').join(' › ')} (${document_id}, ${where})${link}`;
}
