import type { Metadata, MetadataValue } from '../../src/core/document.js';

/**
 * Joins what several sources say about one document; where two have a field, the later one decides.
 *
 * @param layers farthest first: folders, front matter, comment, and the caller's own last.
 */
export function mergeMetadata(...layers: readonly Metadata[]): Metadata {
  const merged: Record<string, MetadataValue> = {};
  for (const layer of layers) Object.assign(merged, layer);
  return merged;
}
