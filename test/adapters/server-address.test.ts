import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from '../../src/adapters/data-folder-lock.js';
import { readServerAddress, removeServerAddress, writeServerAddress } from '../../src/adapters/server-address.js';

describe('readServerAddress()', () => {
  const address = { url: 'http://127.0.0.1:8080', token: 'secret', pid: process.pid };
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaoju-address-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives what a living server wrote, in a file for its owner only', () => {
    writeServerAddress(folder, address);
    expect(readServerAddress(folder)).toEqual(address);
    expect(statSync(join(folder, 'server.json')).mode & 0o777).toBe(0o600);
    removeServerAddress(folder);
    removeServerAddress(folder);
    expect(readServerAddress(folder)).toBeNull();
  });

  it('gives null when the process is dead', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    writeServerAddress(folder, { ...address, pid: child.pid ?? 0 });
    expect(readServerAddress(folder)).toBeNull();
  });

  it('gives null when the process id lives on but nobody holds the folder', () => {
    const lock = lockDataFolder(folder, { command: 'serve' });
    writeServerAddress(folder, address);
    expect(readServerAddress(folder)).toEqual(address);
    lock.release();
    expect(readServerAddress(folder)).toBeNull();
  });

  it('gives null for a file that is not ours', () => {
    writeFileSync(join(folder, 'server.json'), '{"url": 1');
    expect(readServerAddress(folder)).toBeNull();
  });
});
