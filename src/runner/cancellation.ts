import { setMaxListeners } from 'node:events'
import { ActionError } from '../action-error.ts'

/** Returns a signal that aborts when the runner cancels the step: it sends SIGINT, and SIGTERM 7.5 s later. */
export function watchForCancellation(): AbortSignal {
  const controller = new AbortController()
  // Each job of a batch adds a listener, and Node warns above 10.
  setMaxListeners(0, controller.signal)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
  return controller.signal
}

/** The error for a cancelled step. `state` is a sentence about the job, for the message. */
export function cancelled(state: string): ActionError {
  return new ActionError('CancelOperation', `The workflow was cancelled. ${state}`)
}

export function isCancellation(error: unknown): boolean {
  return error instanceof ActionError && error.code === 'CancelOperation'
}
