import type { Language } from './reply.js';

/**
 * The language of a text: Chinese when Han characters make up a good part of it, also around foreign names
 * (`Kubernetes 怎么部署`); English otherwise.
 */
export function languageOf(text: string): Language {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  if (han === 0) return 'en';
  const words = text.match(/[\p{Script=Latin}\p{N}]+/gu)?.length ?? 0;
  return han >= words ? 'zh' : 'en';
}

/** Whether a text holds a letter or a digit of any script: without one nothing can be looked for. */
export function isSearchable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
