import { splitTarget } from '../auth/signature.ts'
import { refusal } from '../protocol/errors.ts'
import { createJob, deleteJob, updateJob } from './changes.ts'
import type { Answer, Operation, Service } from './operations.ts'
import { getJob, listJob, listJobHistory } from './queries.ts'

/** A request that has been authenticated. `target` is its raw path and query. */
export interface OperationRequest {
  method: string
  target: string
  body: string
}

const ONE_JOB: Record<string, Operation> = { PUT: updateJob, GET: getJob, DELETE: deleteJob }

/** The operations by the shape of their path, then by their method. */
const ROUTES: [RegExp, Record<string, Operation>][] = [
  [/^\/job$/, { POST: createJob }],
  [/^\/job\/([^/]+)$/, ONE_JOB],
  [/^\/joblist$/, { GET: listJob }],
  [/^\/jobhistory\/([^/]+)$/, { GET: listJobHistory }]
]

/** Does what a request asks for. @throws ServiceError */
export function perform(service: Service, { method, target, body }: OperationRequest): Answer {
  const { path, query } = splitTarget(target)
  for (const [pattern, operations] of ROUTES) {
    const match = pattern.exec(path)
    if (match === null) continue
    const operation = operations[method]
    if (operation === undefined) throw refusal('MethodNotAllowed')
    return operation({ service, name: decodeURIComponent(match[1] ?? ''), query: new Map(query), body })
  }
  throw refusal('NoSuchResource')
}
