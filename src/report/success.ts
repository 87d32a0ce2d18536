import type { OperationResult } from '../job/result.ts'
import { describeThrottling } from '../job/states.ts'
import { type Envelope, logTime } from './envelope.ts'
import type { Subject } from './subject.ts'
import { plain } from './text.ts'

export function envelopeOfSuccess({ statusCode, data = {} }: OperationResult, time: Date): Envelope {
  return {
    Code: 'success',
    ...(statusCode !== undefined && { StatusCode: statusCode }),
    LogTime: logTime(time),
    Data: data
  }
}

/** What has been done, and how the job is, in a sentence or two. */
export function describeSuccess(
  { job, changed, note, samples, requestId }: OperationResult,
  { operation, jobName }: Subject
): string {
  const wasWaitedFor = samples !== undefined
  const throttling =
    operation === 'update-qos' && job?.importQos ? `, with ${describeThrottling(job.importQos)}` : ''
  const now = `The job ${jobName} is at ${plain(job?.status) || 'an unknown state'}${throttling}.`
  if (note !== undefined) return wasWaitedFor ? `${note} ${now}` : note
  if (changed === false) return now
  const id = requestId === undefined ? '' : ` (request ID ${requestId})`
  if (wasWaitedFor) return `${now} The service had accepted ${operation}${id}.`
  return `The service accepted ${operation} for the job ${jobName}${id}. The job's ${operation === 'update-qos' ? 'throttling' : 'state'} changes shortly.`
}
