const special = /[*?{[]/;

export function isGlob(path: string): boolean {
  return special.test(path);
}

/** Parts a glob with forward slashes at its first part with a wildcard: `docs/*.md` is folder `docs` and rest `*.md`. */
export function splitGlob(glob: string): { folder: string; rest: string } {
  const parts = glob.split('/');
  const first = parts.findIndex((part) => special.test(part));
  const folder = parts.slice(0, first).join('/');
  return { folder: folder || (glob.startsWith('/') ? '/' : '.'), rest: parts.slice(first).join('/') };
}

/**
 * A pattern for whole paths with forward slashes: `**` stands for any number of folders, `*` and `?` stay inside one,
 * `{a,b}` is a choice and `[…]` a set of characters.
 */
export function globToRegExp(glob: string): RegExp {
  let pattern = '';
  let depth = 0;
  for (let index = 0; index < glob.length; index += 1) {
    const rest = glob.slice(index);
    const set = /^\[(!?)([^\]]+)\]/.exec(rest);
    const character = rest.charAt(0);
    if (rest.startsWith('**/')) {
      pattern += '(?:[^/]+/)*';
      index += 2;
    } else if (rest.startsWith('**')) {
      pattern += '.*';
      index += 1;
    } else if (set) {
      pattern += `[${set[1] === '!' ? '^' : ''}${(set[2] ?? '').replaceAll(/[\\^\]]/g, '\\$&')}]`;
      index += set[0].length - 1;
    } else if (character === '*') pattern += '[^/]*';
    else if (character === '?') pattern += '[^/]';
    else if (character === '{') {
      pattern += '(?:';
      depth += 1;
    } else if (character === '}' && depth > 0) {
      pattern += ')';
      depth -= 1;
    } else if (character === ',' && depth > 0) pattern += '|';
    else pattern += character.replace(/[.*+?^${}()|[\]\\]/, '\\$&');
  }
  return new RegExp(`^${pattern}${')'.repeat(depth)}$`, 'u');
}
