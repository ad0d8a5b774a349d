import { assertCollectionName } from '../../core/identity.js';
import type { KnowledgeBase } from '../../knowledge-base.js';
import type { OperationHandlers } from '../operation-handler.js';
import { calibrateResultOnWire, calibrationReportOnWire } from '../wire/calibration-on-wire.js';
import { evaluationOnWire } from '../wire/evaluation-on-wire.js';
import { collectionOf } from './collection-routes.js';

/** Body of `POST …/calibrate`, after validation: defaults are filled in. */
interface CalibrateBody {
  readonly labels?: string | readonly object[];
  readonly source?: string;
  readonly probes?: boolean;
  readonly feedback: boolean;
  readonly seed: number;
  readonly dry_run: boolean;
}

/** Body of `POST /v1/evaluations`, after validation. */
interface EvaluationBody {
  readonly collection: string;
  readonly questions: string | readonly object[];
  readonly source?: string;
  readonly check_only: boolean;
}

/** How sure the answers are, measured and corrected. */
export function calibrationRoutes(knowledgeBase: KnowledgeBase): OperationHandlers {
  return {
    async getCalibration(call) {
      return calibrationReportOnWire(await knowledgeBase.getCalibration(collectionOf(call)));
    },
    async rollBackCalibration(call) {
      return calibrationReportOnWire(await knowledgeBase.rollBackCalibration(collectionOf(call)));
    },
    async calibrate(call) {
      const { labels, source, probes, feedback, seed, dry_run: dryRun } = call.request.body as CalibrateBody; // Validated.
      const result = await knowledgeBase.calibrate(collectionOf(call), {
        ...(labels !== undefined && { labels }),
        ...(source !== undefined && { source }),
        ...(probes !== undefined && { probes }),
        feedback,
        seed,
        dryRun,
        access: call.access,
        signal: call.signal,
      });
      return calibrateResultOnWire(result);
    },
    async evaluate(call) {
      const { collection, questions, source, check_only: checkOnly } = call.request.body as EvaluationBody; // Validated.
      assertCollectionName(collection);
      const run = await knowledgeBase.evaluate(collection, questions, {
        ...(source !== undefined && { source }),
        checkOnly,
        access: call.access,
        signal: call.signal,
      });
      return evaluationOnWire(collection, run);
    },
  };
}
