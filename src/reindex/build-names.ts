/** Name of the build that is being made beside a collection. `~` is in no name that a person may choose. */
export function nextOf(collection: string): string {
  return `${collection}~next`;
}

/** Names of all builds that a collection may have beside itself. */
export function buildsBeside(collection: string): readonly string[] {
  return [nextOf(collection), previousOf(collection)];
}

/** Name of the build that was in use before. */
export function previousOf(collection: string): string {
  return `${collection}~previous`;
}
