import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import type { Change } from '../inputs/inputs.ts'
import type { Throttling } from '../inputs/throttling.ts'
import {
  describeRates,
  describeThrottling,
  isAlreadyApplied,
  isFinished,
  isRunning,
  isTerminal
} from '../job/states.ts'
import { evidenceOf } from './evidence.ts'
import type { Finding, Tracking } from './finished.ts'
import { type Baseline, DELETING, type Look, type PollResult } from './look.ts'

/** How long an end must stand that may be the old one, in ms. */
const CONFIRM_FOR = 30_000

/**
 * Whether a change has been applied.
 *
 * @param tracking what the looks before this one have told
 */
export function lookForChange(baseline: Baseline, change: Change, tracking: Tracking, look: Look): Finding {
  const { job, status } = look
  const ran = tracking.ran || isRunning(status)
  const found = (result: PollResult, likelySince?: number): Finding => ({
    tracking: { ...tracking, ran, likelySince },
    result,
    counters: undefined
  })
  if (isAlreadyApplied(change, job)) return found({ verdict: 'done' })
  if (status === 'IMPORT_JOB_DELETING') return found(DELETING)
  // A job that closes may be at the last step of a normal run.
  const hasEnded = isTerminal(status) && status !== 'IMPORT_JOB_CLOSING'
  if (!hasEnded || (change.name !== 'start-job' && change.name !== 'pause-job'))
    return found({ verdict: 'pending' })
  const evidence = evidenceOf(baseline, look, ran)
  // A start changes a job that has ended. A pause does not, so that an end which stays is no old state.
  const isLikely = evidence !== 'none' || change.name === 'pause-job'
  const likelySince = isLikely ? (tracking.likelySince ?? look.at) : undefined
  const stands = likelySince !== undefined && (look.isLast || look.at - likelySince >= CONFIRM_FOR)
  if (evidence !== 'sure' && !stands) return found({ verdict: 'pending', soon: isLikely }, likelySince)
  if (change.name === 'start-job' && isFinished(status)) return found({ verdict: 'done' })
  const message =
    change.name === 'start-job'
      ? `The job has ended again since it was started: it is at ${status}.`
      : `The job cannot be paused any more: it is at ${status}.`
  return found({ verdict: 'failed', code: 'JobEnded', message })
}

/**
 * Whether a throttling has been applied by a service that may cap it, count it otherwise, or not show it.
 *
 * @param before the job before the change
 */
export function lookForThrottling(
  before: GetJobResp,
  asked: Throttling,
  tracking: Tracking,
  look: Look
): Finding {
  const { job, status } = look
  const found = (result: PollResult, likelySince?: number): Finding => ({
    tracking: { ...tracking, likelySince },
    result,
    counters: undefined
  })
  const values = [
    { is: job.importQos?.maxBandWidth, was: before.importQos?.maxBandWidth, asked: asked.maxBandwidth },
    { is: job.importQos?.maxImportTaskQps, was: before.importQos?.maxImportTaskQps, asked: asked.maxQps }
  ].filter((value) => value.is === undefined || BigInt(value.is) !== value.asked)
  if (values.length === 0) return found({ verdict: 'done' })
  if (status === 'IMPORT_JOB_DELETING') return found(DELETING)
  if (values.some(({ is, was }) => is !== undefined && is === was)) return found({ verdict: 'pending' })
  // A value that is neither the old one nor the one that was asked for stays so, or is about to change.
  const likelySince = tracking.likelySince ?? look.at
  if (!look.isLast && look.at - likelySince < CONFIRM_FOR)
    return found({ verdict: 'pending', soon: true }, likelySince)
  return found({
    verdict: 'done',
    warning: `The service shows a throttling of ${describeThrottling(job.importQos)} where ${describeRates(asked)} was asked for: it may cap a value, or count it in 1024s.`
  })
}
