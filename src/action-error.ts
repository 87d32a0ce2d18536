/**
 * An error of this action's own: invalid input, or a job that didn't reach the expected state. Its message is complete: it
 * says what happened and what to do.
 */
export class ActionError extends Error {
  override readonly name = 'ActionError'
  /** mgwutil's own code, or one that docs/troubleshooting.md lists. */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export function invalid(message: string): ActionError {
  return new ActionError('InvalidArgument', message)
}
