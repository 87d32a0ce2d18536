import { splitTarget } from '../auth/signature.ts'
import { serviceError } from '../protocol/errors.ts'
import { createJob, deleteJob, updateJob } from './changes.ts'
import type { Operation, OperationResult, Service } from './operations.ts'
import { getJob, listJob, listJobHistory } from './queries.ts'

/** An authenticated request. */
export interface OperationRequest {
  method: string
  /** The raw path and query. */
  target: string
  body: string
}

/** An operation and the RAM action that it requires. */
type Route = [operation: Operation, action: string]

const JOB_ROUTES: Record<string, Route> = {
  PUT: [updateJob, 'mgw:UpdateImportJob'],
  GET: [getJob, 'mgw:GetImportJob'],
  DELETE: [deleteJob, 'mgw:DeleteImportJob']
}

/** Routes by path and method. */
const ROUTES: [RegExp, Record<string, Route>][] = [
  [/^\/job$/, { POST: [createJob, 'mgw:CreateImportJob'] }],
  [/^\/job\/([^/]+)$/, JOB_ROUTES],
  [/^\/joblist$/, { GET: [listJob, 'mgw:ListImportJob'] }],
  [/^\/jobhistory\/([^/]+)$/, { GET: [listJobHistory, 'mgw:ListImportJobHistory'] }]
]

/** Calls the operation that a request addresses. @throws ServiceError */
export function dispatch(service: Service, { method, target, body }: OperationRequest): OperationResult {
  const { path, query } = splitTarget(target)
  for (const [pattern, routes] of ROUTES) {
    const match = pattern.exec(path)
    if (match === null) continue
    const route = routes[method]
    if (route === undefined) throw serviceError('MethodNotAllowed')
    const [operation, action] = route
    const { allowedActions } = service.behavior
    if (allowedActions !== 'all' && !allowedActions.includes(action))
      throw serviceError('AccessDenied', `You have no right to ${action} on this resource.`)
    return operation({ service, name: decodeURIComponent(match[1] ?? ''), query: new Map(query), body })
  }
  throw serviceError('NoSuchResource')
}
