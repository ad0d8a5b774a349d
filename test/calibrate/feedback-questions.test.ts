import { describe, expect, test } from 'vitest';
import { calibrateCollection } from '../../src/calibrate/calibrate-collection.js';
import { feedbackQuestions } from '../../src/calibrate/feedback-questions.js';
import type { AnswerRecord } from '../../src/core/answer-record.js';
import type { Feedback, FeedbackEntry } from '../../src/core/feedback.js';
import { fakeAnswerPorts, fakeCalibration } from '../fakes/answer-ports.js';
import { answerRecord } from '../fakes/answer-record.js';
import { MemoryAnswerLog } from '../fakes/memory-answer-log.js';

const fit = { recipe: 'fake', kind: 'no_reader' as const };

function entry(rating: 'up' | 'down', more: Partial<Feedback> = {}, answer: Partial<AnswerRecord> = {}): FeedbackEntry {
  const feedback = {
    replyId: 'a',
    collection: 'docs',
    caller: 'bot',
    callerLabels: null,
    rating,
    correction: null,
    section: null,
    comment: null,
    createdAt: '',
    updatedAt: '',
    ...more,
  };
  return { feedback, answer: answerRecord(feedback.replyId, answer) };
}

/** Labels of the question's candidates (s1 is cited and read, s2 neither), and whether it is answerable. */
function learned(entries: readonly FeedbackEntry[], kind: AnswerRecord['calibrationKind'] = 'no_reader') {
  return feedbackQuestions(entries, { ...fit, kind }).map(({ answerable, candidates }) => ({
    answerable,
    labels: candidates.map(({ label }) => label),
  }));
}

describe('feedbackQuestions()', () => {
  test('takes a thumb up for the cited section, a thumb down against it, and knows nothing of the others', () => {
    expect(learned([entry('up')])).toEqual([{ answerable: true, labels: [true, null] }]);
    expect(learned([entry('down')])).toEqual([{ answerable: false, labels: [false, null] }]);
  });

  test('takes a named section for the one that answers, by a twin as well', () => {
    const named = (sectionId: string) => ({ section: { documentId: 'x.md', sectionId } });
    expect(learned([entry('down', named('s2'))])).toEqual([{ answerable: true, labels: [false, true] }]);
    expect(learned([entry('down', named('s9'))])).toEqual([{ answerable: true, labels: [true, false] }]);
    expect(learned([entry('down', named('elsewhere'))])).toEqual([{ answerable: true, labels: [false, false] }]);
  });

  test('takes a thumb up for saying nothing against every passage, and learns nothing from a thumb down there', () => {
    const silent = { route: 'no_answer' as const };
    expect(learned([entry('up', {}, silent)])).toEqual([{ answerable: false, labels: [false, false] }]);
    expect(learned([entry('down', {}, silent)])).toEqual([]);
  });

  test('judges by what the reader read where the calibration is the reader’s', () => {
    expect(learned([entry('up', {}, { calibrationKind: 'reader' })], 'reader')).toEqual([
      { answerable: true, labels: [true] },
    ]);
  });

  test('leaves out another recipe, another kind of calibration, and callers who contradict each other', () => {
    expect(learned([entry('up', {}, { recipe: 'other' })])).toEqual([]);
    expect(learned([entry('up', {}, { calibrationKind: 'reader' })])).toEqual([]);
    expect(learned([entry('up'), entry('down', { caller: 'other' })])).toEqual([]);
    expect(learned([entry('up'), entry('up', { caller: 'other' })])).toHaveLength(1);
  });
});

describe('calibrateCollection() with feedback', () => {
  /** Replies that were all given with much confidence, every second one wrongly: the coverage tells which. */
  async function calibrated(replies: number, request: { dryRun?: boolean; labels?: readonly string[] } = {}) {
    const overconfident = { ...fakeCalibration, intercept: 4 };
    const calibrations = { withReader: null, withoutReader: overconfident, provisional: overconfident };
    const { ports, collection } = await fakeAnswerPorts([], { calibrations });
    const log = new MemoryAnswerLog();
    for (let n = 0; n < replies; n++) {
      const right = n % 2 === 0;
      const features = { coverage: right ? 0.5 : 0.35 + (n % 5) * 0.01 };
      const [passage] = answerRecord('').passages;
      if (!passage) throw new Error('The fake has passages');
      const passages = [{ ...passage, documentId: `d${n}.md`, access: ['hr'], features }];
      await log.record([answerRecord(`r${n}`, { labels: ['hr'], passages })]);
      const rating = right ? 'up' : 'down';
      await log.putFeedback({ ...entry(rating).feedback, replyId: `r${n}`, callerLabels: ['hr'] });
    }
    const all = { ...ports, answerLog: log, generalQuestions: { zh: [], en: [] }, now: () => new Date('2026-11-24') };
    const { dryRun = false, labels = null } = request;
    const options = { input: null, source: null, probes: false, feedback: true, seed: 1, dryRun, labels };
    return await calibrateCollection(all, collection, options);
  }

  test('learns from features alone, without any question’s text, and counts it as feedback', async () => {
    const result = await calibrated(60);
    expect(result.labels).toEqual({ file: 0, feedback: 60, probes: 0 });
    expect(result).toMatchObject({ applied: true, better: true });
    expect(result.after.brier).toBeLessThan(result.before.brier);
  });

  test('stays near the shipped one with few labels, and moves away with more', async () => {
    const shares: number[] = [];
    for (const count of [20, 60, 140]) shares.push((await calibrated(count, { dryRun: true })).share);
    const [few = 1, some = 0, many = 0] = shares;
    expect(few).toBeLessThan(0.7);
    expect(some).toBeGreaterThan(few);
    expect(many).toBeGreaterThan(some);
  });

  test('says that there is too little, also where feedback is not for this caller', async () => {
    await expect(calibrated(8)).rejects.toMatchObject({ code: 'too_few_labels' });
    expect((await calibrated(60, { labels: ['hr'] })).labels.feedback).toBe(60);
    await expect(calibrated(60, { labels: ['other'] })).rejects.toMatchObject({ code: 'too_few_labels' });
  });
});
