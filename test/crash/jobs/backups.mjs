import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./back-up.mjs', import.meta.url));

/** Takes back-ups of a data folder, kills some of them and some restores, and keeps the last one that was completed. */
export class Backups {
  taken = 0;
  killed = 0;
  restored = 0;
  killedRestores = 0;
  /** Too much was replaced while it was taken, five times in a row. */
  refused = 0;
  #dist;
  #model;
  #folder;
  #random;
  #last = null;

  constructor({ dist, model, folder, random }) {
    this.#dist = dist;
    this.#model = model;
    this.#folder = folder;
    this.#random = random;
  }

  summary() {
    const { taken, killed, refused, restored, killedRestores } = this;
    return `back-ups: ${taken} taken, ${killed} killed, ${refused} refused; ${restored} restored, ${killedRestores} restores killed first`;
  }

  /**
   * Begins one; the returned function, to be called when nothing more is heard of the life it was taken in, resolves when the
   * back-up has ended or was killed.
   */
  begin() {
    const target = join(this.#folder, `backup-${this.taken + this.killed + this.refused}`);
    const moment = this.#model.moment();
    const ended = this.#run(['backup', join(this.#folder, 'data'), target], 0.5, 800);
    return async () => {
      const { killed, code, errors } = await ended;
      if (code === 0) {
        if (this.#last) rmSync(this.#last.target, { recursive: true });
        this.#last = { target, operations: moment() };
        this.taken += 1;
      } else if (killed) {
        this.killed += 1;
        if (existsSync(target)) this.#model.violation(`a back-up that was killed stands under its name: ${target}`);
        rmSync(`${target}.part`, { recursive: true, force: true });
      } else if (errors.includes('when fewer are being replaced')) this.refused += 1;
      else this.#model.violation(`a back-up failed: ${errors}`);
    };
  }

  /** Restores the last complete one; resolves to the folder and what it must hold, or null. */
  async restore() {
    if (!this.#last) return null;
    const folder = join(this.#folder, 'restored');
    rmSync(folder, { recursive: true, force: true });
    const first = await this.#run(['restore', this.#last.target, folder], 0.3, 300);
    const again = first.killed && first.code !== 0;
    if (again) this.killedRestores += 1;
    const { code, errors } = again ? await this.#run(['restore', this.#last.target, folder], 0, 0) : first;
    if (code !== 0) {
      // Killed after its last step: the folder is whole, and a second restore rightly refuses it.
      if (!(again && errors.includes('it holds a knowledge base'))) {
        this.#model.violation(`a restore failed: ${errors}`);
        return null;
      }
    }
    this.restored += 1;
    return { folder, operations: this.#last.operations };
  }

  /** Runs one, killed with a probability at a random moment; resolves to how it ended. */
  async #run(parameters, share, withinMs) {
    const child = spawn(process.execPath, [program, this.#dist, ...parameters], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    const ended = once(child, 'close');
    let killed = false;
    if (this.#random() < share) {
      await Promise.race([wait(this.#random() * withinMs), ended]);
      killed = true;
      child.kill('SIGKILL');
    }
    const [code] = await ended;
    return { killed, code, errors };
  }
}
