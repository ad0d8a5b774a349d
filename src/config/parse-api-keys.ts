import { isAccessLabel } from '../core/access-label.js';
import type { Caller } from '../core/api-key.js';
import { sha256 } from '../core/identity.js';

/** One key of `KAOJU_API_KEYS`. The secret itself is not kept: a configuration may end up in a log. */
export interface ApiKey {
  /** SHA-256 of the secret, hexadecimal. */
  readonly secretHash: string;
  readonly caller: Caller;
}

/**
 * Reads `name:secret:read|write[:label,…]`, entries separated by `;`. A key without labels gets the empty list: it sees
 * unlabelled documents only. Problems name the entry by position and name, never its secret.
 */
export function parseApiKeys(text: string): { keys: readonly ApiKey[]; problems: readonly string[] } {
  const keys: ApiKey[] = [];
  const problems: string[] = [];
  const entries = text.split(';').filter((entry) => entry.trim() !== '');
  for (const [index, entry] of entries.entries()) {
    const key = parseEntry(entry.trim());
    const label = `KAOJU_API_KEYS, entry ${index + 1}`;
    if (typeof key === 'string') problems.push(`${label}: ${key}`);
    else if (keys.some((other) => other.caller.name === key.caller.name))
      problems.push(`${label}: the name "${key.caller.name}" is used twice`);
    else if (keys.some((other) => other.secretHash === key.secretHash))
      problems.push(`${label}: the secret of "${key.caller.name}" is used twice`);
    else keys.push(key);
  }
  if (entries.length === 0) problems.push('KAOJU_API_KEYS holds no key; leave it out or write name:secret:read|write');
  return { keys, problems };
}

function parseEntry(entry: string): ApiKey | string {
  const [name = '', secret = '', role = '', labelList, ...rest] = entry.split(':');
  if (rest.length > 0)
    return 'it has more than four fields; write name:secret:read|write[:label,…], without ":" inside';
  if (!isAccessLabel(name)) return 'the name must be 1 to 64 letters, digits, ".", "_" or "-"';
  if (!/^[\x21-\x7e]+$/.test(secret)) return `the secret of "${name}" must be printable ASCII without spaces`;
  if (role !== 'read' && role !== 'write') return `the role of "${name}" must be read or write`;
  const labels = (labelList ?? '').split(',').map((label) => label.trim());
  if (labelList === undefined || labelList.trim() === '') labels.length = 0;
  const wrong = labels.find((label) => !isAccessLabel(label));
  if (wrong !== undefined) return `"${wrong}" of "${name}" is no label; use letters, digits, ".", "_" or "-"`;
  return {
    secretHash: sha256(secret),
    caller: Object.freeze({ name, role, labels: Object.freeze([...new Set(labels)].sort()) }),
  };
}
