/** Environment variables, as `process.env` gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads single settings and collects every problem instead of stopping at the first, so that a person mends a
 * configuration in one go. An empty value counts as not set.
 */
export class SettingsReader {
  readonly problems: string[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(name: string): string | undefined {
    const value = this.#environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  /** A whole number between `minimum` and `maximum`, both included. */
  whole(name: string, fallback: number, minimum: number, maximum: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= minimum && number <= maximum) return number;
    this.problems.push(`${name}=${value} must be a whole number from ${minimum} to ${maximum}`);
    return fallback;
  }

  /** A number between 0 and 1, both included. */
  share(name: string, fallback: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= 0 && number <= 1) return number;
    this.problems.push(`${name}=${value} must be a number from 0 to 1`);
    return fallback;
  }

  choice<T extends string>(name: string, fallback: T, choices: readonly T[]): T {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const chosen = choices.find((choice) => choice === value.toLowerCase());
    if (chosen !== undefined) return chosen;
    this.problems.push(`${name}=${value} must be one of ${choices.join(', ')}`);
    return fallback;
  }

  /** An http or https URL, without its trailing slashes. */
  url(name: string): string | null {
    const value = this.text(name);
    if (value === undefined) return null;
    if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value.replace(/\/+$/, '');
    this.problems.push(`${name} must be a URL that starts with http:// or https://`);
    return null;
  }

  /** A JSON object; empty when not set. */
  json(name: string): Readonly<Record<string, unknown>> {
    const value = this.text(name);
    if (value === undefined) return {};
    try {
      const parsed: unknown = JSON.parse(value);
      if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
    } catch {
      // It is reported below: a parser's message would quote what may hold a key.
    }
    this.problems.push(`${name} must be a JSON object, such as {"model":"embedding-3"}`);
    return {};
  }
}
