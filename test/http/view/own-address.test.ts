import { describe, expect, test } from 'vitest';
import { ownAddress } from '../../../src/http/view/own-address.js';

const at = (address: string) => [{ address, port: 8080, family: 'IPv4' }];

describe('ownAddress()', () => {
  test('is the configured one, else where the server listens', () => {
    expect(ownAddress(at('127.0.0.1'), 'https://kb.example.com/x', 'evil')).toBe('https://kb.example.com/x');
    expect(ownAddress(at('127.0.0.1'), null, 'evil')).toBe('http://127.0.0.1:8080');
    expect(ownAddress(at('::1'), null, undefined)).toBe('http://[::1]:8080');
    expect(ownAddress([], null, 'localhost')).toBeNull();
  });

  test('is the name it was called by where it listens everywhere, if that is a name', () => {
    expect(ownAddress(at('0.0.0.0'), null, 'KB.local:9000')).toBe('http://kb.local:9000');
    expect(ownAddress(at('::'), null, '[::1]:9000')).toBe('http://[::1]:9000');
    for (const host of ['a b', 'x/y', 'user@host', '"><script>', undefined])
      expect(ownAddress(at('0.0.0.0'), null, host), host).toBe('http://127.0.0.1:8080');
  });
});
