// Takes a back-up of a data folder that is in use, or restores one: a process of its own, to be killed on the way.
const [dist, what, from, to] = process.argv.slice(2);
if (what === 'backup') {
  const { writeBackup } = await import(new URL('src/adapters/backup/write-backup.js', dist).href);
  await writeBackup({ dataDir: from, target: to, version: 'crash' });
} else {
  const { restoreBackup } = await import(new URL('src/adapters/backup/restore-backup.js', dist).href);
  await restoreBackup({ backup: from, dataDir: to });
}
