/** Tells a process that others, too, have changed the jobs. */
export interface JobNews {
  /**
   * Calls back after every change, at times also without one; never after the returned function was called. A change can be
   * missed while the way to it is interrupted.
   */
  watch(onNews: () => void): () => void;
}
