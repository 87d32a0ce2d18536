// Written from action.yml by `npm run build`. Do not edit.
export type InputName =
  | 'operation'
  | 'job-name'
  | 'max-bandwidth'
  | 'max-qps'
  | 'region'
  | 'endpoint'
  | 'user-id'
  | 'access-key-id'
  | 'access-key-secret'
  | 'security-token'
  | 'max-attempts'
  | 'timeout-seconds'

export type OutputName =
  | 'code'
  | 'status-code'
  | 'request-id'
  | 'error-code'
  | 'error-message'
  | 'result'

/** For an input that is set to the empty string, where the runner does not put in the default. */
export const DEFAULTS: Partial<Record<InputName, string>> = {
  "max-attempts": "4",
  "timeout-seconds": "120"
}
