/** A database's URL as it may be shown: without user, password and options. */
export function databaseName(url: string): string {
  if (!URL.canParse(url)) return 'the database';
  const { protocol, host, pathname, searchParams } = new URL(url);
  return `${protocol}//${host || (searchParams.get('host') ?? '')}${pathname}`;
}
