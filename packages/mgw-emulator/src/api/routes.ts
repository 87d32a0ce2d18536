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

/** An operation, and what the keys must be allowed to do for it. */
type Route = [operation: Operation, action: string]

const ONE_JOB: Record<string, Route> = {
  PUT: [updateJob, 'mgw:UpdateImportJob'],
  GET: [getJob, 'mgw:GetImportJob'],
  DELETE: [deleteJob, 'mgw:DeleteImportJob']
}

/** The operations by the shape of their path, then by their method. */
const ROUTES: [RegExp, Record<string, Route>][] = [
  [/^\/job$/, { POST: [createJob, 'mgw:CreateImportJob'] }],
  [/^\/job\/([^/]+)$/, ONE_JOB],
  [/^\/joblist$/, { GET: [listJob, 'mgw:ListImportJob'] }],
  [/^\/jobhistory\/([^/]+)$/, { GET: [listJobHistory, 'mgw:ListImportJobHistory'] }]
]

/** Does what a request asks for. @throws ServiceError */
export function perform(service: Service, { method, target, body }: OperationRequest): Answer {
  const { path, query } = splitTarget(target)
  for (const [pattern, operations] of ROUTES) {
    const match = pattern.exec(path)
    if (match === null) continue
    const route = operations[method]
    if (route === undefined) throw refusal('MethodNotAllowed')
    const [operation, action] = route
    const { allowedActions } = service.behavior
    if (allowedActions !== 'all' && !allowedActions.includes(action))
      throw refusal('AccessDenied', `You have no right to ${action} on this resource.`)
    return operation({ service, name: decodeURIComponent(match[1] ?? ''), query: new Map(query), body })
  }
  throw refusal('NoSuchResource')
}
