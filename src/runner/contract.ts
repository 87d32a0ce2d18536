// Written from action.yml by `npm run build`. Do not edit.
export const INPUTS = [
  "operation",
  "job-name",
  "max-bandwidth",
  "max-qps",
  "timetable",
  "timezone",
  "region",
  "endpoint",
  "user-id",
  "allowed-account-ids",
  "access-key-id",
  "access-key-secret",
  "security-token",
  "role-to-assume",
  "oidc-provider-arn",
  "audience",
  "role-session-name",
  "role-session-expiration",
  "sts-endpoint",
  "max-attempts",
  "timeout-seconds",
  "idempotent",
  "dry-run",
  "wait-for",
  "wait-timeout-seconds",
  "poll-interval-seconds",
  "fail-on-failed-files"
] as const
export type InputName = (typeof INPUTS)[number]
export const OUTPUTS = [
  "code",
  "status-code",
  "request-id",
  "error-code",
  "error-message",
  "result",
  "changed",
  "job-status",
  "max-bandwidth",
  "max-qps",
  "total-count",
  "copied-count",
  "failed-count",
  "skipped-count",
  "total-bytes",
  "copied-bytes",
  "progress",
  "timetable-line",
  "next-change"
] as const
export type OutputName = (typeof OUTPUTS)[number]
/** For an input that is set to the empty string, where the runner does not put in the default. */
export const DEFAULTS: Partial<Record<InputName, string>> = {
  "audience": "sts.aliyuncs.com",
  "role-session-expiration": "1800",
  "max-attempts": "4",
  "timeout-seconds": "120",
  "idempotent": "false",
  "dry-run": "false",
  "wait-for": "accepted",
  "wait-timeout-seconds": "3600",
  "poll-interval-seconds": "15",
  "fail-on-failed-files": "true"
}
