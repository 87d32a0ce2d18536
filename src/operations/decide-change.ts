import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import { ActionError } from '../action-error.ts'
import type { Change } from '../inputs/operation.ts'
import {
  describeRates,
  describeStatus,
  describeThrottling,
  isAlreadyApplied,
  isFinished,
  isRunning,
  isTerminal,
  NEW_ROUND,
  PARTICIPLES
} from '../job/states.ts'

/** What to do about a job that was read before its change. */
export type ChangeDecision = { name: 'send' } | Skip | { name: 'fail'; error: ActionError }

/** Nothing is sent. `reason` is for a table, such as `already finished`; `text` is a sentence. */
interface Skip {
  name: 'skip'
  reason: string
  text: string
  warning?: string
}

/**
 * @param isLenient whether it is a success if the job is already in the requested state, or if there is nothing to pause or
 *   close. Otherwise the service decides. For resume-job, the job's state always decides
 */
export function decideChange(change: Change, job: GetJobResp, jobName: string, isLenient: boolean): ChangeDecision {
  if (change.name === 'resume-job') return decideResume(job, jobName)
  const reason = isLenient ? reasonToSkip(change, job) : undefined
  return reason === undefined ? { name: 'send' } : skip(reason, `${describeNothing(change, job, jobName)}.`)
}

function decideResume(job: GetJobResp, jobName: string): ChangeDecision {
  const { status } = job
  if (status === 'IMPORT_JOB_SUSPEND') return { name: 'send' }
  const nothing = describeNothing({ name: 'resume-job' }, job, jobName)
  const reason = reasonFor(status) ?? ''
  if (isRunning(status)) return skip(reason, `${nothing}.`)
  if (status === 'IMPORT_JOB_BEGIN') {
    const warning = `${jobName} was never started, so there is nothing to resume. Start it with start-job.`
    return { ...skip(reason, `${nothing}.`), warning }
  }
  const closing = status === 'IMPORT_JOB_CLOSING' ? ': it is about to finish' : ''
  if (isFinished(status) || closing)
    return skip(reason, `${nothing}${closing}. To migrate again, use start-job: ${NEW_ROUND}`)
  // Undocumented states are never acted on.
  const [code, advice] =
    status === 'IMPORT_JOB_INTERRUPTED'
      ? ['JobInterrupted', 'Fix the cause, then start it with start-job.']
      : [status === 'IMPORT_JOB_DELETING' ? 'ImportJobInDeleting' : 'InvalidImportJobStatus', 'Nothing was sent.']
  const message = `${jobName} is ${describeStatus(status)}, so it can't be resumed. ${advice}`
  return { name: 'fail', error: new ActionError(code, message) }
}

/** Why a change would do nothing. */
function reasonToSkip(change: Change, job: GetJobResp): string | undefined {
  const isApplied = isAlreadyApplied(change, job)
  if (change.name === 'update-qos') return isApplied ? 'already throttled' : undefined
  const isIdle = change.name === 'pause-job' && !isRunning(job.status)
  return isApplied || isIdle ? reasonFor(job.status) : undefined
}

function reasonFor(status: string | undefined): string | undefined {
  if (isRunning(status)) return 'already running'
  return isFinished(status) ? 'already finished' : OTHER_REASONS.get(status ?? '')
}

const OTHER_REASONS = new Map([
  ['IMPORT_JOB_BEGIN', 'never started'],
  ['IMPORT_JOB_SUSPEND', 'already paused'],
  ['IMPORT_JOB_CLOSING', 'closing'],
  ['IMPORT_JOB_INTERRUPTED', 'interrupted']
])

function describeNothing(change: Pick<Change, 'name'>, { status, importQos }: GetJobResp, jobName: string): string {
  if (change.name === 'update-qos') return `${jobName} is already throttled to ${describeThrottling(importQos)}`
  return `${jobName} is ${describeStatus(status)}, so there is nothing to ${change.name.replace('-job', '')}`
}

function skip(reason: string, text: string): Skip {
  return { name: 'skip', reason, text }
}

/** What a change would do, without the note that it is a dry run. `reason` is set if it would do nothing. */
export function predictChange(change: Change, decision: ChangeDecision, job: GetJobResp, jobName: string) {
  if (decision.name === 'skip') return decision
  if (decision.name === 'fail')
    return { reason: 'would fail', text: `${change.name} would fail. ${decision.error.message}` }
  const { status } = job
  const reason = reasonToSkip(change, job)
  const isRefused = status === 'IMPORT_JOB_DELETING' || (reason !== undefined && !isAlreadyApplied(change, job))
  const refusal = isRefused ? `: the service would probably refuse ${change.name}` : ''
  if (reason !== undefined) return { reason, text: `${describeNothing(change, job, jobName)}${refusal}.` }
  const state = `${jobName} is ${describeStatus(status)}`
  if (isRefused) return { reason: 'being deleted', text: `${state}${refusal}.` }
  if (change.name === 'update-qos') {
    const doubt = isTerminal(status) ? ` ${state}, so the service can refuse that.` : ''
    const values = `${describeRates(change)} instead of ${describeThrottling(job.importQos)}`
    return { reason, text: `${jobName} would be throttled to ${values}.${doubt}` }
  }
  const round = change.name === 'start-job' && isTerminal(status) ? `: ${NEW_ROUND}` : '.'
  return { reason, text: `${state} and would be ${PARTICIPLES[change.name]}${round}` }
}
