import { MgwError } from '@alicloud/hcs-mgw20240626'
import { isTransient } from '../retry/transient.ts'
import { cancelled, isCancellation } from '../runner/cancellation.ts'
import { atMost, type Clock, type Limits, startDeadline } from '../runner/clock.ts'
import type { Arguments, JobClient } from './job-client.ts'
import { LAG } from './rounds.ts'

/**
 * How a request that creates something ended.
 *
 * - `taken`: someone else has created something of that name.
 * - `unknown`: it may be created, although no read has shown it.
 */
export type Creation =
  | { outcome: 'created'; requestId: string | undefined }
  | { outcome: 'taken' | 'refused' | 'unknown'; error: unknown }

/** Whether something is there that was requested: `other` was created by someone else under the same name. */
export type Found = 'mine' | 'other' | undefined

/** Reads back. */
export type Find = (job: JobClient, limits: Limits) => Promise<Found>

/** How long a request under way can continue after the workflow was cancelled, in ms. The runner kills after 10 s. */
const GRACE = 5000
/** The time for the requests after that, in seconds. */
const AFTER_CANCEL = 2
/** The delay between two reads after a lost response, in ms. */
const INTERVAL = 3000

/**
 * Creates something that must not be created twice. A request whose response was lost isn't sent again: reading back shows
 * whether it was applied. A cancellation doesn't abort it at once.
 */
export async function create<M extends 'createAddress' | 'createJob'>(
  job: JobClient,
  { method, args, find }: { method: M; args: Arguments<M>; find: Find },
  limits: Limits
): Promise<Creation> {
  if (limits.signal.aborted) return { outcome: 'refused', error: cancelled('') }
  const { clock } = job.policy
  const { signal } = limits
  // A delay before another attempt ends with the cancellation, and there is no attempt after it.
  const impatient = { ...clock, sleep: (ms: number) => clock.sleep(ms, signal) }
  let attempts = 0
  const rules = {
    isRepeatable: false,
    resolve: async ({ mayBeApplied }: { mayBeApplied: boolean }) => {
      attempts += 1
      return { outcome: mayBeApplied || signal.aborted ? 'unknown' : 'repeatable' } as const
    }
  }
  const patient = { ...limits, signal: delayed(signal, clock) }
  const ended = await job.withPolicy({ clock: impatient }).change(method, args, rules, patient)
  if (ended.outcome === 'accepted') return { outcome: 'created', requestId: ended.response.requestId }
  const error = ended.outcome === 'failed' ? ended.error : undefined
  const mayBeApplied = ended.outcome === 'applied' || ended.mayBeApplied
  const code = error instanceof MgwError ? error.code : ''
  // Only this step knows the address of its job, so it created any job that uses it, even under another name.
  const isRepeated = code === 'ImportJobRepeatedOnSameAddress'
  const isTaken = code.includes('AlreadyExist')
  // An earlier attempt, or a proxy that sent the request twice, can have created what exists.
  const mayExist = mayBeApplied || isRepeated || (isTaken && (method === 'createJob' || attempts > 1))
  const found = mayExist ? await readBack(job, find, limits) : undefined
  if (found === 'mine') return { outcome: 'created', requestId: undefined }
  if (!isRepeated && (found === 'other' || (isTaken && !mayExist))) return { outcome: 'taken', error }
  return { outcome: mayExist ? 'unknown' : 'refused', error }
}

function delayed(signal: AbortSignal, clock: Clock): AbortSignal {
  const controller = new AbortController()
  const abort = async (): Promise<void> => {
    await clock.sleep(GRACE, NEVER)
    controller.abort()
  }
  signal.addEventListener('abort', abort, { once: true })
  return controller.signal
}

const NEVER = new AbortController().signal

/** Limits for cleaning up, even after the deadline or after the workflow was cancelled. */
export function lastLimits({ policy: { clock } }: JobClient, { signal, deadline }: Limits): Limits {
  const seconds = signal.aborted ? AFTER_CANCEL : Math.max(10, Math.ceil(deadline.left() / 1000))
  return { deadline: startDeadline('timeout-seconds', seconds, clock), signal: NEVER }
}

/** Reads until there is a result. Reads can lag behind a creation, so `not found` isn't one. */
async function readBack(job: JobClient, find: Find, limits: Limits): Promise<Found> {
  const { clock } = job.policy
  const once = job.withPolicy({ maxAttempts: 1 })
  const deadline = atMost(LAG, limits.deadline, clock)
  for (;;) {
    const isLast = limits.signal.aborted || deadline.left() <= INTERVAL
    try {
      const found = await find(once, lastLimits(job, limits))
      if (found !== undefined) return found
    } catch (error) {
      if (isCancellation(error) || !isTransient(error, undefined, true)) return undefined
    }
    if (isLast) return undefined
    await clock.sleep(INTERVAL, limits.signal)
  }
}
