import { ClientError } from '@alicloud/hcs-mgw20240626'
import { input } from '../runner/environment.ts'
import { nearest } from '../text/nearest.ts'
import { list, quote } from '../text/words.ts'

/** What to do to the job. */
export type OperationName =
  | 'get-job'
  | 'start-job'
  | 'pause-job'
  | 'close-job'
  | 'update-qos'
  | 'apply-timetable'

/** The operations by the names that a user may write. */
const OPERATIONS: Readonly<Record<string, OperationName>> = {
  'start-job': 'start-job',
  'resume-job': 'start-job',
  'pause-job': 'pause-job',
  'close-job': 'close-job',
  'update-qos': 'update-qos',
  'apply-timetable': 'apply-timetable',
  'get-job': 'get-job'
}

/** @throws ClientError `InvalidCommand`, mgwutil's code, for what is no operation */
export function readOperation(): OperationName {
  const name = input('operation')
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined
  if (operation !== undefined) return operation
  const known = Object.keys(OPERATIONS)
  const problem =
    name === '' ? 'operation is not set.' : `operation is ${quote(name)}, which is not an operation.`
  const guess = name.toLowerCase() === 'unpause-job' ? 'resume-job' : nearest(name, known)
  throw new ClientError(
    'InvalidCommand',
    `${problem}${guess === undefined ? '' : ` Did you mean ${guess}?`} Set operation to one of ${list(known)}.`
  )
}
