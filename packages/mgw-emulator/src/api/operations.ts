import type { Jobs } from '../jobs/jobs.ts'
import type { Behavior } from '../protocol/behavior.ts'
import type { Clock } from '../protocol/clock.ts'
import { renderXml, type XmlElements } from '../protocol/xml.ts'

/** What the operations work on. `formatTime` writes a time (ms since 1970) as the answers have it. */
export interface Service {
  jobs: Jobs
  behavior: Behavior
  now: Clock
  owner: string
  formatTime: (ms: number) => string
}

/** What the service says when nothing is wrong. */
export interface Answer {
  status: number
  /** XML, or nothing. */
  body: string
}

/** A request for one operation. `name` is the part of the path that names a job. */
export interface Call {
  service: Service
  name: string
  query: Map<string, string>
  body: string
}

/** One of the service's operations. @throws ServiceError */
export type Operation = (call: Call) => Answer

/** The answer to a change: nothing but a status. */
export const ACCEPTED: Answer = { status: 200, body: '' }

/** An answer in XML. */
export function xml(root: string, content: XmlElements): Answer {
  return { status: 200, body: renderXml(root, content) }
}
