// npm run test:crash -- [ROUNDS] [SEED]: kills a knowledge base at random moments of ingest, replacing, deleting, cancelling, and checks
// after every restart that nothing acknowledged is lost, nothing doubled, and every document of every job comes to an end in time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CrashModel } from './crash-model.mjs';

const rounds = Number(process.argv[2] ?? 20);
const seed = Number(process.argv[3] ?? 1);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const dist = `${pathToFileURL(join(root, 'dist')).href}/`;
const child = fileURLToPath(new URL('./work-until-killed.mjs', import.meta.url));
/** A life changes documents for up to this long. */
const longestLifeMs = 1_500;
/** All jobs a crash left must be over by then. */
const drainDeadlineMs = 60_000;

let state = seed >>> 0;
function random() {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return state / 2 ** 32;
}

const folder = mkdtempSync(join(tmpdir(), 'kaoju-job-crash-'));
const model = await CrashModel.open(dist, folder);
const started = performance.now();
let killedWhileDraining = 0;
try {
  for (let round = 1; round <= rounds; round++) {
    // One life in four is killed while it still takes up what the one before left.
    if (random() < 0.25 && round > 1) {
      killedWhileDraining += 1;
      await live(round * 31 + seed, async () => await wait(random() * longestLifeMs));
    }
    await live(round * 7919 + seed, async (process, drained) => {
      const late = wait(drainDeadlineMs).then(() => 'late');
      if ((await Promise.race([drained, late])) === 'late')
        model.violation(`round ${round}: jobs are not over in time`);
      await model.check(round);
      process.stdin.write('go\n');
      await wait(random() * longestLifeMs);
    });
    if (round % 10 === 0) console.log(`round ${round}: ${model.summary()}`);
  }
  await live(seed + 1, async (_process, drained) => {
    await drained;
    await model.check(rounds + 1);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const seconds = Math.round((performance.now() - started) / 1000);
console.log(
  `${rounds} rounds in ${seconds} s, seed ${seed}, ${killedWhileDraining} lives more killed while taking up jobs: ${model.summary()}`,
);
process.exitCode = model.violations.length === 0 ? 0 : 1;

/** Starts a process, lets `during` happen, then kills it. */
async function live(lifeSeed, during) {
  const process = spawn(globalThis.process.execPath, [child, dist, folder, String(lifeSeed)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  process.stdin.on('error', () => {});
  let isDrained = () => {};
  const drained = new Promise((resolve) => {
    isDrained = () => resolve('drained');
  });
  const lines = createInterface({ input: process.stdout });
  lines.on('line', (line) => {
    const said = JSON.parse(line);
    if (said.word === 'drained') isDrained();
    else model.hear(said);
  });
  const ended = Promise.all([once(process, 'exit'), once(lines, 'close')]);
  await Promise.race([during(process, drained), ended]);
  process.kill('SIGKILL');
  const [[code, signal]] = await ended;
  if (signal !== 'SIGKILL') model.violation(`the process ended by itself with code ${code}`);
}
