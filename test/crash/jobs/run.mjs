// npm run test:crash -- [ROUNDS] [SEED]: kills a knowledge base at random moments of ingest, replacing, deleting, cancelling, building
// anew, rolling back and backing up, and checks after every restart that nothing acknowledged is lost, nothing doubled, every
// document of every job comes to an end in time, and the last complete back-up can be restored.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Backups } from './backups.mjs';
import { CrashModel } from './crash-model.mjs';

const rounds = Number(process.argv[2] ?? 20);
const seed = Number(process.argv[3] ?? 1);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const dist = `${pathToFileURL(join(root, 'dist')).href}/`;
const child = fileURLToPath(new URL('./work-until-killed.mjs', import.meta.url));
/** A life is killed within so many words of it, and a moment more; by the clock it would come to nothing on a busy machine. */
const mostWords = 16;
const longestMomentMs = 300;
/** A life that says nothing is killed after this long. */
const longestLifeMs = 15_000;
/** A start, and taking up what is left, is killed within this. */
const longestDrainMs = 3_000;
/** All jobs a crash left must be over by then, and a build made. Long, since the test also runs beside other work. */
const drainDeadlineMs = 180_000;

let state = seed >>> 0;
function random() {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return state / 2 ** 32;
}

const folder = mkdtempSync(join(tmpdir(), 'kaoju-job-crash-'));
const data = join(folder, 'data');
const model = await CrashModel.open(dist);
const backups = new Backups({ dist, model, folder, random });
const started = performance.now();
let killedWhileDraining = 0;
let rebuilt = 0;
try {
  for (let round = 1; round <= rounds; round++) {
    // One life in four is killed while it still takes up what the one before left.
    if (random() < 0.25 && round > 1) {
      killedWhileDraining += 1;
      await live(data, round * 31 + seed, () => wait(random() * longestDrainMs));
    }
    let backupEnded = null;
    await live(data, round * 7919 + seed, async (life) => {
      await life.within('drained', `round ${round}: jobs are not over in time`);
      await model.check(`round ${round}`, data);
      if (round % 10 === 0) await rebuild(life, round);
      life.tell('go');
      await life.says(random() * mostWords * 0.5);
      if (random() < 0.5) backupEnded = backups.begin();
      await life.says(random() * mostWords * 0.5);
      await wait(random() * longestMomentMs);
    });
    await backupEnded?.();
    if (random() < 0.25) await checkBackup(round);
    if (round % 10 === 0) console.log(`round ${round}: ${model.summary()}; ${backups.summary()}`);
  }
  await live(data, seed + 1, async (life) => {
    await life.within('drained', 'the last life: jobs are not over in time');
    await model.check('the last life', data);
    await rebuild(life, rounds + 1);
  });
  await checkBackup(rounds + 1);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const seconds = Math.round((performance.now() - started) / 1000);
console.log(
  `${rounds} rounds in ${seconds} s, seed ${seed}, ${killedWhileDraining} lives more killed while taking up jobs, ` +
    `${rebuilt} builds made to the end: ${model.summary()}; ${backups.summary()}`,
);
process.exit(model.violations.length === 0 ? 0 : 1);

/** Builds the collection anew with nothing else going on; whatever crashes left, that must succeed. */
async function rebuild(life, round) {
  life.tell('rebuild');
  const said = await life.within('rebuilt', `round ${round}: the build is not made in time`);
  if (said?.state !== 'done') model.violation(`round ${round}: the build ended with ${JSON.stringify(said)}`);
  await model.check(`round ${round}, built anew`, data);
  await model.checkRebuilt(`round ${round}`, data);
  rebuilt += 1;
}

/** The last complete back-up is restored, takes up its jobs, and holds what was acknowledged when it was begun. */
async function checkBackup(round) {
  const restored = await backups.restore();
  if (!restored) return;
  await live(restored.folder, round * 613 + seed, async (life) => {
    await life.within('drained', `round ${round}, restored: jobs are not over in time`);
    await model.check(`round ${round}, restored`, restored.folder, restored.operations);
  });
}

/** Starts a process, lets `during` happen, then kills it. */
async function live(dataDir, lifeSeed, during) {
  const process = spawn(globalThis.process.execPath, [child, dist, dataDir, String(lifeSeed)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  process.stdin.on('error', () => {});
  const waiting = new Map();
  let words = 0;
  const lines = createInterface({ input: process.stdout });
  lines.on('line', (line) => {
    const said = JSON.parse(line);
    if (said.word === 'drained' || said.word === 'rebuilt') waiting.get(said.word)?.(said);
    else {
      words += 1;
      waiting.get('anything')?.();
      model.hear(said);
    }
  });
  const life = {
    tell: (word) => process.stdin.write(`${word}\n`),
    /** Waits until it has said so many words more. */
    async says(count) {
      const until = words + Math.floor(count);
      const latest = performance.now() + longestLifeMs;
      while (words < until && performance.now() < latest)
        await Promise.race([new Promise((resolve) => waiting.set('anything', resolve)), wait(100)]);
    },
    async within(word, complaint) {
      const late = new AbortController();
      const said = new Promise((resolve) => waiting.set(word, resolve));
      const limit = wait(drainDeadlineMs, null, { signal: late.signal }).catch(() => null);
      const first = await Promise.race([said, limit]);
      late.abort();
      if (first === null) model.violation(complaint);
      return first;
    },
  };
  const ended = Promise.all([once(process, 'exit'), once(lines, 'close')]);
  await Promise.race([during(life), ended]);
  process.kill('SIGKILL');
  const [[code, signal]] = await ended;
  if (signal !== 'SIGKILL') model.violation(`the process ended by itself with code ${code}`);
}
