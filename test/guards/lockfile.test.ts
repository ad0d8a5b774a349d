import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly engines?: { readonly node?: string };
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Readonly<Record<string, LockedPackage>>;
};

describe('package-lock.json', () => {
  it('has an entry for every platform package, or npm ci refuses it', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
      ),
    );
    // A registry that lacks a platform's package makes `npm install` leave it out: put it back by hand.
    expect(missing).toEqual([]);
  });

  it('asks of no package more than Node 20.20', () => {
    const newer = Object.entries(packages).filter(([, { engines }]) => !allowsNode20(engines?.node ?? '*'));
    expect(newer.map(([path, { version, engines }]) => `${path} ${version} ${engines?.node}`)).toEqual([]);
  });
});

/** Enough of a range's grammar for `engines`: alternatives of `>=`, `^`, `<` and bare majors. */
function allowsNode20(range: string): boolean {
  return range.split('||').some((alternative) =>
    [...alternative.matchAll(/(>=|>|<=|<|\^|~)?\s*v?(\d+|\*)(?:\.(\d+))?[^\s]*/g)].every(
      ([, sign = '', major, minor]) => {
        if (major === '*') return true;
        const wanted = Number(major) * 1000 + Number(minor ?? 0);
        if (sign.startsWith('>')) return wanted <= 20_020;
        if (sign.startsWith('<')) return wanted > 20_020;
        return Number(major) === 20 && wanted <= 20_020;
      },
    ),
  );
}
