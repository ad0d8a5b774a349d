/** What a caller may do and see. */
export interface Caller {
  /** Name of the key, for logs; `local` without keys. */
  readonly name: string;
  readonly role: 'read' | 'write';
  /** Access labels; null for full access. */
  readonly labels: readonly string[] | null;
}

/** The caller on a loopback-only server without keys, and of the library. */
export const localCaller: Caller = { name: 'local', role: 'write', labels: null };
