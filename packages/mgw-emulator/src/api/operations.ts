import type { Addresses } from '../addresses/addresses.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Reports } from '../jobs/reports.ts'
import type { Behavior } from '../protocol/behavior.ts'
import type { Clock } from '../protocol/clock.ts'
import { renderXml, type XmlElements } from '../protocol/xml.ts'

/** The state that operations work on. */
export interface Service {
  jobs: Jobs
  addresses: Addresses
  reports: Reports
  behavior: Behavior
  /** The clock of the jobs. */
  now: Clock
  /** The ID of the account that owns the jobs. */
  owner: string
  region: string
  /** Formats a time (ms since 1970) for a response. */
  formatTime: (ms: number) => string
}

/** The result of a successful operation. */
export interface OperationResult {
  status: number
  /** XML, or an empty string. */
  body: string
}

/** A call of one operation. */
export interface Call {
  service: Service
  /** The name of the job or of the address in the path, or an empty string. */
  name: string
  query: Map<string, string>
  body: string
}

/** One of the service's operations. @throws ServiceError */
export type Operation = (call: Call) => OperationResult

/** The result of every change: status 200 without a body. */
export const ACCEPTED: OperationResult = { status: 200, body: '' }

/** The result of a change in the samples of the service's docs. */
export const ACCEPTED_WITH_ROOT: OperationResult = { status: 200, body: renderXml('root', {}) }

export function xmlResult(root: string, content: XmlElements): OperationResult {
  return { status: 200, body: renderXml(root, content) }
}
