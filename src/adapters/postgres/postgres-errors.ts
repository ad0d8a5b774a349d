import { type ErrorCode, KnowledgeBaseError } from '../../core/errors.js';

/** SQLSTATEs with a remedy of their own (postgresql.org/docs/current/errcodes-appendix.html); a class is its first two digits. */
const conflicts = ['40001', '40P01'];
const refusals = ['28000', '28P01', '3D000'];
const readOnly = ['25006', '42501'];
const full = ['53100'];
const corrupt = ['XX001', 'XX002'];
const tooSlow = ['57014', '55P03'];
/** Connection failures, too many connections, no memory, a server that starts, stops or cut an idle transaction off. */
const unavailable = /^08|^53|^57P|^25P03|^58/;
/** What Node and the driver report when there is nobody to talk to, by code or, where there is no code, by message. */
const unreachable = /^E(CONN|PIPE|HOST|NET|TIMEDOUT|NOTFOUND|AI_AGAIN|NOENT|ACCES)/;
const dropped =
  /connection (terminated|ended|error)|timeout exceeded when trying to connect|not queryable|client was closed/i;
const tls = /\bSSL\b|\bTLS\b|certificate/i;

/**
 * Turns an error of PostgreSQL or of the way to it into one that names the failed action and the remedy; any other error
 * is returned as it is.
 *
 * @param action what failed, without "Cannot": `publish document "a.md"`.
 * @param where the database, without its password: `postgresql://127.0.0.1:5432/kaoju`.
 */
export function toPostgresError(error: unknown, action: string, where: string): unknown {
  if (error instanceof KnowledgeBaseError || !(error instanceof Error)) return error;
  const code = codeOf(error);
  const [errorCode, rest] = translation(error, code, `"${where}"`);
  if (errorCode === null) return error;
  const facts = code === null ? {} : { sqlState: code };
  return new KnowledgeBaseError(errorCode, `Cannot ${action}: ${rest}`, { cause: error, facts });
}

/** Whether a transaction lost against another one, so that the same transaction may succeed when it is run again. */
export function isConflict(error: unknown): boolean {
  return conflicts.includes(codeOf(error) ?? '');
}

/** Whether there was nobody to talk to, or no longer. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (code !== null && (unavailable.test(code) || unreachable.test(code))) return true;
  return code === null && dropped.test(error.message);
}

function translation(error: Error, code: string | null, where: string): [ErrorCode | null, string] {
  const is = (codes: readonly string[]) => code !== null && codes.includes(code);
  if (is(conflicts)) return ['conflict', `other servers are writing the same rows of ${where}; try again`];
  if (is(refusals))
    return [
      'invalid_configuration',
      `${where} refuses the user, the password or the database; mend KAOJU_DATABASE_URL`,
    ];
  if (is(readOnly))
    return ['storage_read_only', `${where} cannot be written; connect to the primary as a user who owns the database`];
  if (is(full))
    return ['storage_full', `no space left for ${where}; nothing was changed, free some space and try again`];
  if (is(corrupt)) return ['storage_corrupt', `${where} is damaged; restore it from a backup`];
  if (is(tooSlow)) return ['timeout', `${where} did not answer in time; try again, and look at what keeps it busy`];
  if (isConnectionLost(error))
    return ['database_unavailable', `${where} cannot be reached; start PostgreSQL or mend KAOJU_DATABASE_URL`];
  if (tls.test(error.message))
    return [
      'invalid_configuration',
      `${where} is not reached over TLS; mend sslmode or sslrootcert in KAOJU_DATABASE_URL`,
    ];
  if (code !== null && /^[0-9A-Z]{5}$/.test(code)) return ['internal_error', `PostgreSQL reports SQLSTATE ${code}`];
  return [null, ''];
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
