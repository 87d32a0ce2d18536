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

export type OutputName =
  | 'code'
  | 'status-code'
  | 'request-id'
  | 'error-code'
  | 'error-message'
  | 'result'
