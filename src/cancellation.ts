import { type Abortable, ClientError } from '@alicloud/hcs-mgw20240626'

/**
 * Told when the runner cancels this step: it sends SIGINT, and SIGTERM 7.5 s later. Not a whole AbortSignal, which takes
 * 0.2 ms to make.
 */
export function watchForCancellation(): Abortable {
  const listeners = new Set<() => void>()
  const cancellation = {
    aborted: false,
    reason: undefined,
    addEventListener: (_: 'abort', listener: () => void) => void listeners.add(listener),
    removeEventListener: (_: 'abort', listener: () => void) => void listeners.delete(listener)
  }
  const cancel = (): void => {
    cancellation.aborted = true
    for (const listener of listeners) listener()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, cancel)
  return cancellation
}

/** What to say of a cancellation after which it is not known what the service did. */
export const LOST =
  'A request for a change had been sent and its answer had not come: the service may or may not have acted on it.'

export function cancelled(state: string): ClientError {
  return new ClientError('CancelOperation', `The workflow was cancelled. ${state}`)
}

/**
 * @param state what to say when it is cancelled
 * @throws ClientError `CancelOperation` as soon as the signal is aborted
 */
export function sleep(ms: number, signal: Abortable, state: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      if (signal.aborted) reject(cancelled(state))
      else resolve()
    }
    // The end of a wait can pass while it is worked out, and Node warns of less than nothing.
    const timer = setTimeout(done, Math.max(0, ms))
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
