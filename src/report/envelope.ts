import { redact } from '../runner/secrets.ts'

declare global {
  interface JSON {
    /** A piece of JSON as it is: for integers that a number would change (ES2026; TypeScript does not know it yet). */
    rawJSON(text: string): object
  }
}

/** What mgwutil prints, key for key. What is not known is left out. */
export type Envelope =
  | { Code: 'success'; StatusCode?: number; LogTime: string; Data: object }
  | {
      Code: 'fail'
      /** The HTTP status. Left out when no answer came. */
      StatusCode?: number
      LogTime: string
      ErrorMsg: string
      ErrorCode: string
      RequestId?: string
    }

/** A time as `YYYY-MM-DD HH:MM:SS` in the machine's own time zone. */
export function logTime(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')
}

/**
 * An envelope as JSON, without keys, and so that the runner cannot take it for a command. No line of it begins with `::`,
 * but a runner also obeys the older form `##[name]`, anywhere in a line. The escape means the same to whoever parses the
 * JSON.
 */
export function toJson(envelope: Envelope, indent: number): string {
  const text = (value: unknown): unknown =>
    typeof value === 'string'
      ? redact(value)
      : typeof value === 'bigint'
        ? JSON.rawJSON(String(value))
        : value
  // Only what others wrote can hold a key: a code of this action's stays a code, whatever word a secret is.
  const shown = envelope.Code === 'success' ? envelope : { ...envelope, ErrorMsg: redact(envelope.ErrorMsg) }
  const fixed = new Set(['Code', 'LogTime', 'ErrorCode', 'ErrorMsg'])
  return JSON.stringify(
    shown,
    function (this: unknown, name, value) {
      return this === shown && fixed.has(name) ? value : text(value)
    },
    indent
  ).replaceAll('##[', '##\\u005b')
}
