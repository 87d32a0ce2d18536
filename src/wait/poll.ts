import type { JobSnapshot } from '../job/job-client.ts'
import { LAG } from '../job/rounds.ts'
import { errorCode, isTransient } from '../retry/transient.ts'
import { cancelled, isCancellation } from '../runner/cancellation.ts'
import { atMost, type Deadline, type Limits, startDeadline } from '../runner/clock.ts'
import type { JobContext } from './wait.ts'

/** The time for the last request, at the deadline, in seconds. */
const LAST_REQUEST = 10
/** The delay before a job that wasn't found is read again, in ms. */
const FIND_INTERVAL = 3000

export interface PollRules<T> {
  /** The delay between two requests, in ms. */
  interval: number
  deadline: Deadline
  /** What was read just before, if anything. If it isn't final, the first request waits too. */
  first?: { value: T }
  isFinal: (value: T) => boolean
}

/**
 * Reads until the value is final, and a last time at the deadline. Transient errors don't end it. The job's slot is released
 * between two requests.
 *
 * @returns the last value; undefined if nothing could be read
 * @throws ActionError `CancelOperation` if the workflow was cancelled, and the permanent errors of `read`
 */
export async function poll<T>(
  { job, limits: { signal }, slot }: JobContext,
  { interval, deadline, first, isFinal }: PollRules<T>,
  read: (limits: Limits) => Promise<T>
): Promise<T | undefined> {
  const { clock } = job.policy
  let value = first?.value
  if (first !== undefined && isFinal(first.value)) return value
  for (let isFirst = first === undefined; ; isFirst = false) {
    if (!isFirst) {
      slot.release()
      await clock.sleep(Math.min(interval, deadline.left()), signal)
      await slot.acquire(signal)
      if (signal.aborted) throw cancelled('')
    }
    const isLast = deadline.left() === 0
    const limits = { deadline: isLast ? startDeadline(deadline.name, LAST_REQUEST, clock) : deadline, signal }
    const next = await read(limits).catch((error) => {
      if (isCancellation(error) || !isTransient(error, undefined, true)) throw error
      return undefined
    })
    value = next ?? value
    if (isLast || (next !== undefined && isFinal(next))) return value
  }
}

/**
 * Reads a job that exists. Right after its creation or a change, the service may not find it for a while.
 *
 * @throws the errors of `JobClient.get`; `NoSuchImportJob` if the job isn't found in time
 */
export async function readOnceFound(context: JobContext): Promise<JobSnapshot> {
  const { job, limits } = context
  const { clock } = job.policy
  const deadline = atMost(LAG, limits.deadline, clock)
  const isFinal = (found: JobSnapshot | undefined): boolean => found !== undefined
  const found = await poll(context, { interval: FIND_INTERVAL, deadline, isFinal }, (current) =>
    job.get(current).catch((error) => {
      if (errorCode(error) !== 'NoSuchImportJob') throw error
      return undefined
    })
  )
  return found ?? job.get({ ...limits, deadline: startDeadline(deadline.name, LAST_REQUEST, clock) })
}
