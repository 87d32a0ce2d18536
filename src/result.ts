import { identifier, requestIdFrom } from '@alicloud/hcs-mgw20240626'
import type { Done } from './operations.ts'
import type { Seen } from './service.ts'

/** What mgwutil prints, key for key. What is not known is left out. */
export type Envelope =
  | { Code: 'success'; StatusCode: number; LogTime: string; Data: object }
  | {
      Code: 'fail'
      /** The HTTP status. Left out when no answer came. */
      StatusCode?: number
      LogTime: string
      ErrorMsg: string
      ErrorCode: string
      RequestId?: string
    }

/** The service did as it was asked, but the job did not do as was hoped. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed'
  readonly code: string
  /** The service answered all the while. */
  readonly statusCode = 200

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** What was asked for, as far as it is known. */
export interface Subject {
  operation: string
  jobName: string
  region: string
}

/** How a run ended. */
export interface Result {
  envelope: Envelope
  /** Known on success too, where mgwutil does not print it. */
  requestId: string | undefined
  /** What happened, in this action's own words. */
  text: string
  /** What somebody else said of it; empty where nobody did. */
  said: string
}

export function success(
  { answer: { statusCode, headers }, data }: Done,
  subject: Subject,
  seen: Seen
): Result {
  const requestId = requestIdFrom(headers)
  return {
    envelope: { Code: 'success', StatusCode: statusCode, LogTime: logTime(), Data: data },
    requestId,
    text: tellSuccess(requestId, subject, seen),
    said: ''
  }
}

function tellSuccess(
  requestId: string | undefined,
  { operation, jobName }: Subject,
  { job, changed, course, note }: Seen
): string {
  const throttling =
    operation === 'update-qos' && job?.importQos
      ? `, with ${job.importQos.maxBandWidth} bit/s and ${job.importQos.maxImportTaskQps} files per second`
      : ''
  const now = `The job ${jobName} is at ${plain(job?.status ?? '') || 'an unknown state'}${throttling}.`
  if (note !== undefined) return course === undefined ? note : `${note} ${now}`
  if (changed === false) return now
  const id = requestId === undefined ? '' : ` (request ID ${requestId})`
  const accepted = `The service accepted ${operation} for the job ${jobName}${id}.`
  if (course !== undefined) return `${accepted} ${now}`
  return `${accepted} The job's ${operation === 'update-qos' ? 'throttling' : 'state'} changes shortly.`
}

/** A word of the service, such as a state, if it is one. */
export function plain(word: string): string {
  return identifier(word) ?? ''
}

/** The beginning of a text that has more than `most` characters, and how long it is. */
export function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters in all)`
}

/** Now, as `YYYY-MM-DD HH:MM:SS` in the machine's own time zone. */
export function logTime(): string {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')
}
