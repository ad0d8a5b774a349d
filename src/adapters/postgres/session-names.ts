/** Under which name PostgreSQL lists a process's connections, and the one that holds its turns. */
export interface SessionNames {
  readonly pool: string;
  readonly turns: string;
}

/** @param process name of the process among all on the database, at most 50 bytes; '' for one without. */
export function sessionNamesOf(process: string): SessionNames {
  return { pool: `kaoju ${process}`.trimEnd(), turns: `kaoju turns ${process}`.trimEnd() };
}
