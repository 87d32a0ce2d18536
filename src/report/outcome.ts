import type { OperationResult } from '../job/result.ts'
import type { Envelope } from './envelope.ts'
import { envelopeOfFailure, explain } from './failure.ts'
import type { Subject } from './subject.ts'
import { describeSuccess, envelopeOfSuccess } from './success.ts'

/** How a run ended, as it is told. */
export interface Outcome {
  subject: Subject
  result: OperationResult
  envelope: Envelope
  /** Known on success too, where mgwutil does not print it. */
  requestId: string | undefined
  /** What happened, in this action's own words. */
  text: string
  /** What somebody else said of it; empty where nobody did. */
  said: string
}

/** @param time when the run ended */
export function outcomeOf(result: OperationResult, subject: Subject, time: Date): Outcome {
  const { requestId } = result
  if (result.error === undefined) {
    const text = describeSuccess(result, subject)
    return { subject, result, envelope: envelopeOfSuccess(result, time), requestId, text, said: '' }
  }
  const { text, said, requestId: ofError } = explain(result.error, result.note)
  // The request ID stays that of the change, whatever came after it.
  const id = result.changed === false ? (ofError ?? requestId) : (requestId ?? ofError)
  return { subject, result, envelope: envelopeOfFailure(result, time), requestId: id, text, said }
}
