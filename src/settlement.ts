import { ClientError, type GetJobResponse, MgwError } from '@alicloud/hcs-mgw20240626'
import { cancelled, LOST } from './cancellation.ts'
import type { Change } from './inputs.ts'
import { ENDED, isAsAsked, REACHED, stateOf } from './operations.ts'
import { type Failure, Unsettled } from './persist.ts'
import { mayHaveActed } from './retry.ts'
import type { JobService, Seen } from './service.ts'

/** Finds out what became of a request without a clear answer. */
export interface Settlement {
  /** The answer that tells that the job is as it was asked for all the same, or undefined to go on. */
  settle(failure: Failure): Promise<GetJobResponse | undefined>
  /** Whether a request was lost of which it is not known what became. */
  isOpen(): boolean
}

/** Refusals that mean that somebody else was changing the job at that moment. */
const CONFLICTS = ['ImportJobConflictOnUpdateStatus', 'ImportJobUpdateConcurrently']

export function createSettlement(service: JobService, task: Change, seen: Seen): Settlement {
  let everLost = false
  let isOpen = false
  const known = (answer: GetJobResponse): GetJobResponse => {
    seen.note = `There was no clear answer to ${task.operation}, but the job is as it was asked for: GetJob says ${stateOf(task, answer.body.importJob)}.`
    // The request ID of the look is not that of the change, which nobody knows.
    return { ...answer, headers: {} }
  }
  return {
    isOpen: () => isOpen,
    async settle({ error, sentAt, isLast }) {
      isOpen ||= mayHaveActed(error)
      everLost ||= isOpen
      if (task.operation === 'start-job' && mayHaveActed(error)) {
        const answer = await lookAfterStart(service, error, sentAt)
        isOpen = false
        return answer && known(answer)
      }
      // What is done once more does no harm, but can be refused for having worked the first time.
      const worthALook = isConflict(error) || (everLost && isWrongState(error)) || (isOpen && isLast)
      const answer = worthALook ? await service.get().catch(ignoreUnlessCancelled) : undefined
      return answer && isAsAsked(task, answer.body.importJob) ? known(answer) : undefined
    }
  }
}

/** What to throw where the change has failed for good: what was thrown, and whether that leaves a doubt. */
export function lossOf(error: unknown, task: Change, isOpen: boolean): unknown {
  if (error instanceof ClientError)
    return isOpen && error.code === 'CancelOperation' ? cancelled(LOST) : error
  return isOpen || mayHaveActed(error) ? unsettled(error, task) : error
}

/** A failure after which it is not known whether the change was made. */
function unsettled(error: unknown, { operation }: Change): Unsettled {
  const text =
    operation === 'start-job'
      ? 'The job may or may not have been started. Look at its state in the console before you start it again: a second start might begin a second round.'
      : 'The change may or may not have been made. To make it again does no harm.'
  return new Unsettled(text, { cause: error })
}

function ignoreUnlessCancelled(failure: unknown): undefined {
  if (failure instanceof ClientError) throw failure
}

function isConflict(error: unknown): boolean {
  return error instanceof MgwError && CONFLICTS.includes(error.code)
}

function isWrongState(error: unknown): boolean {
  return error instanceof MgwError && error.code === 'InvalidImportJobStatus'
}

/**
 * After a start whose answer was lost: the job if it was started, undefined if it was not.
 *
 * @throws `error`, the loss, when there is no telling
 */
async function lookAfterStart(
  service: JobService,
  error: unknown,
  sentAt: number
): Promise<GetJobResponse | undefined> {
  const answer = await service.get().catch(ignoreUnlessCancelled)
  const started = answer && startedSince(answer, sentAt)
  if (started === undefined) throw error
  return started ? answer : undefined
}

/** Whether a job was started since `sentAt` (ms since 1970, by this machine's clock); undefined if there is no telling. */
export function startedSince(
  { headers, body: { importJob } }: GetJobResponse,
  sentAt: number
): boolean | undefined {
  const { status = '', modifyTime = '' } = importJob
  if (REACHED['start-job'].includes(status)) return true
  if (!ENDED.includes(status)) return false
  const now = Date.parse(headers.date ?? '') || Date.now()
  const modified = isAfter(modifyTime, sentAt + now - Date.now())
  // A job that ended otherwise may have been ended by somebody else.
  return modified && status !== 'IMPORT_JOB_FINISHED' ? undefined : modified
}

/**
 * Whether a time of the service is after `instant` (ms since 1970); undefined if there is no telling. The service
 * writes `2024-05-01T12:00:00.000Z`, or `2024-05-01 12:00:00` in a time zone that is documented nowhere: it is taken
 * to be one of UTC and China's.
 */
function isAfter(time: string, instant: number): boolean | undefined {
  const zones = time.includes('T') ? [''] : ['Z', '+08:00']
  const verdicts = zones.map((zone) => {
    const difference = Date.parse(time.replace(' ', 'T') + zone) - instant
    // Both clocks tell whole seconds only.
    return Math.abs(difference) < 1000 || Number.isNaN(difference) ? undefined : difference > 0
  })
  return verdicts.every((verdict) => verdict === verdicts[0]) ? verdicts[0] : undefined
}
