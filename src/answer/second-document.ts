/**
 * For a question that needs several sections: where all chosen items are of one document, the best item of another is added
 * or, where `limit` is reached, takes the last place. Order kept; nothing changes where there is no other document.
 *
 * @param all every item, best first; `chosen` are some of them.
 */
export function withSecondDocument<Item>(
  chosen: readonly Item[],
  all: readonly Item[],
  documentOf: (item: Item) => string,
  limit: number,
): Item[] {
  const [first] = chosen;
  if (first === undefined || limit < 2) return [...chosen];
  const only = documentOf(first);
  if (chosen.some((item) => documentOf(item) !== only)) return [...chosen];
  const other = all.find((item) => documentOf(item) !== only);
  return other === undefined ? [...chosen] : [...chosen.slice(0, limit - 1), other];
}
