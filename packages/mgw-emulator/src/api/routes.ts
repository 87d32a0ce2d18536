import { splitTarget } from '../auth/signature.ts'
import { serviceError } from '../protocol/errors.ts'
import { createAddress, deleteAddress, getAddress, verifyAddress } from './addresses.ts'
import { createJob, deleteJob, updateJob } from './changes.ts'
import { ACCEPTED, ACCEPTED_WITH_ROOT, type Operation, type OperationResult, type Service } from './operations.ts'
import { getJob, listJob, listJobHistory } from './queries.ts'
import { createReport, getReport } from './reports.ts'
import { getJobResult } from './results.ts'

/** An authenticated request. */
export interface OperationRequest {
  method: string
  /** The raw path and query. */
  target: string
  body: string
}

/** One of the API's operations. */
interface Route {
  /** The API's name of the operation. */
  name: string
  operation: Operation
  /** The RAM action that it requires. */
  action: string
}

function route(name: string, operation: Operation, action: string): Route {
  return { name, operation, action: `mgw:${action}` }
}

/** Operations that share a path and a method differ by a key without a value in the query. */
type MethodRoutes = Record<string, Route>

const JOB_ROUTES: MethodRoutes = {
  PUT: route('UpdateJob', updateJob, 'UpdateImportJob'),
  GET: route('GetJob', getJob, 'GetImportJob'),
  'GET?jobResult': route('GetJobResult', getJobResult, 'GetImportJobResult'),
  DELETE: route('DeleteJob', deleteJob, 'DeleteImportJob')
}

const ADDRESS_ROUTES: MethodRoutes = {
  GET: route('GetAddress', getAddress, 'GetImportAddress'),
  'GET?verify': route('VerifyAddress', verifyAddress, 'VerifyImportAddress'),
  DELETE: route('DeleteAddress', deleteAddress, 'DeleteImportAddress')
}

const REPORT_ROUTES: MethodRoutes = {
  POST: route('CreateReport', createReport, 'CreateImportReport'),
  GET: route('GetReport', getReport, 'GetImportReport')
}

/** Routes by path and method. */
const ROUTES: [RegExp, MethodRoutes][] = [
  [/^\/job$/, { POST: route('CreateJob', createJob, 'CreateImportJob') }],
  [/^\/job\/([^/]+)$/, JOB_ROUTES],
  [/^\/joblist$/, { GET: route('ListJob', listJob, 'ListImportJob') }],
  [/^\/jobhistory\/([^/]+)$/, { GET: route('ListJobHistory', listJobHistory, 'ListImportJobHistory') }],
  [/^\/address$/, { POST: route('CreateAddress', createAddress, 'CreateImportAddress') }],
  [/^\/address\/([^/]+)$/, ADDRESS_ROUTES],
  [/^\/report$/, REPORT_ROUTES]
]

/** The operation that a request addresses, and the name in its path. @throws ServiceError */
function findRoute({ method, target }: Omit<OperationRequest, 'body'>): { route: Route; name: string } {
  const { path, query } = splitTarget(target)
  for (const [pattern, routes] of ROUTES) {
    const match = pattern.exec(path)
    if (match === null) continue
    const key = query.map(([name]) => `${method}?${name}`).find((candidate) => candidate in routes)
    const found = routes[key ?? method]
    if (found === undefined) throw serviceError('MethodNotAllowed')
    return { route: found, name: decodeURIComponent(match[1] ?? '') }
  }
  throw serviceError('NoSuchResource')
}

/** The API's name of the operation that a request addresses, such as `CreateJob`, or null. */
export function operationName(request: Omit<OperationRequest, 'body'>): string | null {
  try {
    return findRoute(request).route.name
  } catch {
    return null
  }
}

/** Calls the operation that a request addresses. @throws ServiceError */
export function dispatch(service: Service, request: OperationRequest): OperationResult {
  const { route: found, name } = findRoute(request)
  const { allowedActions } = service.behavior
  if (allowedActions !== 'all' && !allowedActions.includes(found.action)) {
    throw serviceError('AccessDenied', `You have no right to ${found.action} on this resource.`)
  }
  const result = found.operation({
    service,
    name,
    query: new Map(splitTarget(request.target).query),
    body: request.body
  })
  return result === ACCEPTED && service.behavior.changeResponse === 'root' ? ACCEPTED_WITH_ROOT : result
}
