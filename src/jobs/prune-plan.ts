/** What pruning would remove. */
export interface PrunePlan {
  readonly removed: readonly string[];
  /** Why it is refused without a `yes`; null when it is not. */
  readonly refused: string | null;
}

/** A larger share of a source gone looks like a folder that was not mounted, not like a clean-up. */
const largestShare = 0.2;

/**
 * Documents of sources that the batch does not have any more.
 *
 * @param sources each with the ids in the catalog that begin with `source/`.
 * @param present ids of the batch, those that could not be read included: they are there.
 */
export function planPrune(
  sources: readonly { readonly source: string; readonly ids: readonly string[] }[],
  present: ReadonlySet<string>,
): PrunePlan {
  const removed = new Set<string>();
  let refused: string | null = null;
  for (const { source, ids } of sources) {
    const gone = ids.filter((id) => !present.has(id));
    for (const id of gone) removed.add(id);
    if (gone.length === 0) continue;
    const isEmpty = ![...present].some((id) => id.startsWith(`${source}/`));
    if (isEmpty) refused ??= `source "${source}" has no documents now, so all ${ids.length} would go`;
    else if (gone.length > ids.length * largestShare)
      refused ??= `${gone.length} of the ${ids.length} documents of source "${source}" would go, more than a fifth`;
  }
  return { removed: [...removed].sort(), refused };
}
