import { isTransient } from '../retry/transient.ts'
import { cancelled, isCancellation } from '../runner/cancellation.ts'
import { type Deadline, type Limits, startDeadline } from '../runner/clock.ts'
import type { JobContext } from './wait.ts'

/** The time for the last request, at the deadline, in seconds. */
const LAST_REQUEST = 10

export interface PollRules {
  /** The delay between two requests, in ms. */
  interval: number
  deadline: Deadline
  /** Whether it was asked just before, so that the first request waits too. */
  wasAsked?: boolean
}

/**
 * Asks until there is an answer, and a last time at the deadline. Transient errors count as no answer. The job's slot is
 * released between two requests.
 *
 * @returns the answer; undefined if there was none until the deadline
 * @throws ActionError `CancelOperation` if the workflow was cancelled, and the permanent errors of `ask`
 */
export async function poll<T>(
  { job, limits: { signal }, slot }: JobContext,
  { interval, deadline, wasAsked = false }: PollRules,
  ask: (limits: Limits) => Promise<T | undefined>
): Promise<T | undefined> {
  const { clock } = job.policy
  for (let isFirst = !wasAsked; ; isFirst = false) {
    if (!isFirst) {
      slot.release()
      await clock.sleep(Math.min(interval, deadline.left()), signal)
      await slot.acquire(signal)
      if (signal.aborted) throw cancelled('')
    }
    const isLast = deadline.left() === 0
    const limits = { deadline: isLast ? startDeadline(deadline.name, LAST_REQUEST, clock) : deadline, signal }
    const answer = await ask(limits).catch((error) => {
      if (isCancellation(error) || !isTransient(error, undefined, true)) throw error
      return undefined
    })
    if (answer !== undefined || isLast) return answer
  }
}
