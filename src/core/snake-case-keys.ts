/** The same data with every key in snake_case, as on the wire: `recallAt10` becomes `recall_at_10`. Values stay. */
export function snakeCaseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCaseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [toSnakeCase(key), snakeCaseKeys(inner)]));
}

function toSnakeCase(name: string): string {
  return name
    .replace(/([a-z])(\d)/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
