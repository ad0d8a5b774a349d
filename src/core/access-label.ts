/** What an access label looks like: short and free of separators, so that lists of them fit headers and keys. */
const accessLabelPattern = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/** Whether a text can be an access label: 1 to 64 letters, digits, ".", "_" or "-", starting with a letter or digit. */
export function isAccessLabel(label: string): boolean {
  return accessLabelPattern.test(label);
}
