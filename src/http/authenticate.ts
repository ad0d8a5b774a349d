import { timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../config/parse-api-keys.js';
import { type Caller, localCaller } from '../core/api-key.js';
import { KnowledgeBaseError } from '../core/errors.js';
import { sha256 } from '../core/identity.js';
import type { OperationRole } from './contract.js';

/**
 * Makes the function that says who a caller is by their `Authorization` header.
 *
 * Without keys everyone is the local caller (such a server listens on loopback only). The local token, which only
 * programs that can read the data folder know, is the local caller in any case. Secrets are compared by hash, in
 * constant time, all of them every time: neither the length nor the position of a match shows.
 *
 * @throws KnowledgeBaseError (the function made) `unauthorized`
 */
export function createAuthenticator(
  keys: readonly ApiKey[],
  localToken: string | undefined,
): (authorization: string | undefined) => Caller {
  if (keys.length === 0) return () => localCaller;
  const known = keys.map(({ secretHash, caller }) => ({ hash: Buffer.from(secretHash, 'hex'), caller }));
  if (localToken !== undefined) known.push({ hash: Buffer.from(sha256(localToken), 'hex'), caller: localCaller });
  return (authorization) => {
    const secret = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    const hash = Buffer.from(sha256(secret ?? ''), 'hex');
    let found: Caller | undefined;
    for (const candidate of known) if (timingSafeEqual(candidate.hash, hash)) found = candidate.caller;
    if (secret !== undefined && found !== undefined) return found;
    throw new KnowledgeBaseError(
      'unauthorized',
      secret === undefined
        ? 'Cannot serve the request without a key: send "Authorization: Bearer <secret>"'
        : 'Cannot accept this key: use a secret of KAOJU_API_KEYS',
    );
  };
}

/** @throws KnowledgeBaseError `forbidden` when the caller's key does not reach the operation. */
export function assertRole(caller: Caller, role: OperationRole): void {
  if (role !== 'write' || caller.role === 'write') return;
  throw new KnowledgeBaseError(
    'forbidden',
    `Cannot do this with the read key "${caller.name}": use a key with the role write`,
  );
}
