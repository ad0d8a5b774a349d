/**
 * Milliseconds: nothing is ever put off for longer than this. A time that lies further ahead was written before the clock was set back, and
 * counts as reached: otherwise work would stand still for as long as the clock was moved.
 */
export const longestWaitMs = 15 * 60_000;
