import { setMaxListeners } from 'node:events'
import { ClientError } from '@alicloud/hcs-mgw20240626'

/** Aborted when the runner cancels this step: it sends SIGINT, and SIGTERM 7.5 s later. */
export function watchForCancellation(): AbortSignal {
  const controller = new AbortController()
  // Each of many jobs listens.
  setMaxListeners(0, controller.signal)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
  return controller.signal
}

/** What a cancelled run ends with. `state` says what is known of the job. */
export function cancelled(state: string): ClientError {
  return new ClientError('CancelOperation', `The workflow was cancelled. ${state}`)
}

export function isCancellation(error: unknown): boolean {
  return error instanceof ClientError && error.code === 'CancelOperation'
}
