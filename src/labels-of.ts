import type { Access } from './knowledge-base.js';

/** Inside a program nobody asked for less: full access. HTTP always says who asks. */
export function labelsOf(access: Access | undefined): readonly string[] | null {
  return access ? access.labels : null;
}
