import type { ReceivedRecord } from 'mgw-emulator'
import type { ApplyTimetable } from '../../src/inputs/inputs.ts'
import { parseTimetable } from '../../src/timetable/text.ts'
import { zoneOf } from '../../src/timetable/zone.ts'
import { type Play, type Played, play } from '../support/waiting.ts'

const UTC = zoneOf('UTC')

/** What is asked for by a timetable in UTC. A test's clock begins on a Wednesday at 12:00. */
export function asksFor(timetable: string): ApplyTimetable {
  return { name: 'apply-timetable', timetable: parseTimetable(timetable), zone: UTC }
}

/** Applies a timetable to a job of an emulator. Its copy is still: it stays in the state that a change brought it to. */
export function apply(timetable: string, { wait, ...rest }: Omit<Play, 'operation'> = {}): Promise<Played> {
  return play({ operation: asksFor(timetable), wait: { until: 'accepted', ...wait }, ...rest })
}

/** The changes that were sent, in their order: `pause`, `start`, or a throttling such as `5/7` (bit/s, files/s). */
export function sent({ emulator }: Played): string[] {
  return emulator.requests.filter(({ method }) => method === 'PUT').map(changeOf)
}

function changeOf({ body }: ReceivedRecord): string {
  const [, bandwidth] = /<MaxBandWidth>(.*?)</.exec(body) ?? []
  const [, qps] = /<MaxImportTaskQps>(.*?)</.exec(body) ?? []
  if (bandwidth !== undefined || qps !== undefined) return `${bandwidth}/${qps}`
  return body.includes('IMPORT_JOB_SUSPEND')
    ? 'pause'
    : body.includes('IMPORT_JOB_LAUNCHING')
      ? 'start'
      : body
}
