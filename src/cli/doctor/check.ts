/** One line of the doctor: what was looked at, what was found, and what to do about it. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly remedy?: string;
}

/** Runs a check; an error it throws is its finding, the part after the last semicolon its remedy. */
export async function checkOf(name: string, look: () => Promise<Check | string>): Promise<Check> {
  try {
    const found = await look();
    return typeof found === 'string' ? { name, ok: true, detail: found } : found;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const cut = message.includes('\n') ? -1 : message.lastIndexOf('; ');
    if (cut === -1) return { name, ok: false, detail: message };
    return { name, ok: false, detail: message.slice(0, cut), remedy: message.slice(cut + 2) };
  }
}
