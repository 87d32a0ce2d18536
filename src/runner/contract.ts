// Generated from action.yml by npm run build. Do not edit.
export const INPUTS = [
  "operation", "job-name", "max-bandwidth", "max-qps", "round", "source-access-secret", "idempotent",
  "dry-run", "region", "endpoint", "user-id", "allowed-account-ids", "role-to-assume", "oidc-provider-arn",
  "audience", "role-session-name", "role-session-expiration", "access-key-id", "access-key-secret",
  "security-token", "sts-endpoint", "timetable", "timezone", "wait-for", "wait-timeout-seconds",
  "poll-interval-seconds", "fail-on-failed-files", "max-attempts", "timeout-seconds", "max-jobs",
  "max-parallel", "fail-fast"
] as const
export type InputName = (typeof INPUTS)[number]
export const OUTPUTS = [
  "code", "status-code", "request-id", "error-code", "error-message", "result", "changed", "job-status",
  "max-bandwidth", "max-qps", "total-count", "copied-count", "failed-count", "skipped-count", "total-bytes",
  "copied-bytes", "progress", "timetable-line", "next-change", "round-status", "retryable", "report-status",
  "failed-list", "skipped-list", "total-list", "retry-job", "results", "jobs-total", "jobs-succeeded",
  "jobs-failed", "jobs-changed"
] as const
export type OutputName = (typeof OUTPUTS)[number]
/** The runner doesn't replace an empty string with the default. */
export const DEFAULTS: Partial<Record<InputName, string>> = {
  "idempotent": "false", "dry-run": "false", "audience": "sts.aliyuncs.com",
  "role-session-expiration": "1800", "wait-for": "accepted", "wait-timeout-seconds": "3600",
  "poll-interval-seconds": "15", "fail-on-failed-files": "true", "max-attempts": "4",
  "timeout-seconds": "120", "max-parallel": "5", "fail-fast": "false"
}
