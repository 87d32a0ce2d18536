import { ExitCode, error, info, notice } from '@actions/core'
import type { OperationResult } from '../job/result.ts'
import { toJson } from './envelope.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { outputsOf, writeOutputs } from './outputs.ts'
import type { Subject } from './subject.ts'
import { summaryOf, writeSummary } from './summary.ts'

/**
 * Tells how the run ended: the envelope in the log, one annotation, the outputs, the job summary, and the exit code.
 * Never throws.
 */
export function report(result: OperationResult, subject: Subject): void {
  const outcome = outcomeOf(result, subject, new Date())
  info(toJson(outcome.envelope, 2))
  annotate(outcome)
  const isWritten = writeOutputs(outputsOf(outcome))
  writeSummary(() => summaryOf(outcome))
  const isGood = isWritten && outcome.envelope.Code === 'success'
  process.exitCode = isGood ? ExitCode.Success : ExitCode.Failure
}

function annotate({ envelope, requestId, subject, text, said }: Outcome): void {
  if (envelope.Code === 'success') {
    notice(text, { title: `${subject.operation}: success` })
    return
  }
  const isNamed = requestId !== undefined && text.includes(requestId)
  const details = [said, requestId && !isNamed && `request ID ${requestId}`].filter(Boolean).join('; ')
  error(details === '' ? text : `${text} (${details})`, { title: envelope.ErrorCode })
}
