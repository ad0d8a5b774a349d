import { readdirSync, readFileSync } from 'node:fs';

/** Peak of the resident memory of a process and all below it, in millions of bytes. */
export function watchMemory(pid: number): { stop(): number } {
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, treeBytes(pid));
  }, 250);
  return {
    stop() {
      clearInterval(sampler);
      return Math.round(peak / 1_000_000);
    },
  };
}

/** Resident bytes of a process and all below it; 0 where the system has no /proc. */
function treeBytes(root: number): number {
  const children = new Map<number, number[]>();
  const sizes = new Map<number, number>();
  try {
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      const fields = readOrNull(`/proc/${name}/stat`)
        ?.replace(/^.*\) /s, '')
        .split(' ');
      const pages = readOrNull(`/proc/${name}/statm`)?.split(' ')[1];
      if (!fields || pages === undefined) continue;
      const parent = Number(fields[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
      sizes.set(Number(name), Number(pages) * 4096);
    }
  } catch {
    return 0;
  }
  const sum = (pid: number): number =>
    (sizes.get(pid) ?? 0) + (children.get(pid) ?? []).reduce((total, child) => total + sum(child), 0);
  return sum(root);
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
