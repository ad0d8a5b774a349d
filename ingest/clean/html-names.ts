/** HTML's elements. `<your-key>` and `<host>` in a text are placeholders, which the reader needs, and not in here. */
const elements = new Set(
  `a abbr acronym address applet area article aside audio b base bdi bdo big blockquote body br button canvas caption
  center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure
  font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li
  link main map mark marquee menu meta meter nav noframes noscript object ol optgroup option output p param picture pre
  progress q rp rt ruby s samp script search section select slot small source span strike strong style sub summary sup svg
  table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr path g circle rect line
  polyline polygon use defs`.split(/\s+/),
);

/** Elements that stand apart from their neighbours: without the tag, the words of two cells would become one. */
const separating = new Set(
  `address article aside blockquote br button caption center dd details div dl dt fieldset figcaption figure footer form h1
  h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre section summary table tbody td tfoot th thead tr ul`.split(
    /\s+/,
  ),
);

/**
 * Whether a tag is markup rather than a placeholder: an element of HTML, a component (`<TabItem …>`), or any name with
 * attributes. An all-capitals name (`<APISIX_HOST>`) or an unknown one (`<your-key>`) is text.
 */
export function isMarkupTag(name: string, tag: string): boolean {
  if (elements.has(name.toLowerCase())) return name !== name.toUpperCase() || name.length <= 2 || /[=/]/.test(tag);
  return /^[A-Z][A-Za-z0-9.]*[a-z]/.test(name) || /\s[\w:@-]+\s*=\s*["'{]/.test(tag);
}

export function isSeparatingTag(name: string): boolean {
  return separating.has(name.toLowerCase());
}
