import type { ReceivedRecord } from 'mgw-emulator'
import type { ApplyTimetable } from '../../src/inputs/operation.ts'
import { parseTimetable } from '../../src/timetable/parse-timetable.ts'
import { zoneOf } from '../../src/timetable/zone.ts'
import { type JobRun, type JobRunOptions, runOnJob } from '../support/run-job.ts'

const UTC = zoneOf('UTC')

/** The operation for a timetable in UTC. A test's clock starts on a Wednesday at 12:00. */
export function applyTimetable(timetable: string): ApplyTimetable {
  return { name: 'apply-timetable', timetable: parseTimetable(timetable), zone: UTC }
}

/** Applies a timetable in UTC to a job of an emulator. */
export function apply(timetable: string, { wait, ...rest }: Omit<JobRunOptions, 'operation'> = {}): Promise<JobRun> {
  return runOnJob({ operation: applyTimetable(timetable), wait: { until: 'accepted', ...wait }, ...rest })
}

/** The changes that were sent, in order: `pause`, `start`, or a throttling such as `5/7` (bit/s, files/s). */
export function changesSent({ emulator }: JobRun): string[] {
  return emulator.requests.filter(({ method }) => method === 'PUT').map(formatChange)
}

function formatChange({ body }: ReceivedRecord): string {
  const [, bandwidth] = /<MaxBandWidth>(.*?)</.exec(body) ?? []
  const [, qps] = /<MaxImportTaskQps>(.*?)</.exec(body) ?? []
  if (bandwidth !== undefined || qps !== undefined) return `${bandwidth}/${qps}`
  return body.includes('IMPORT_JOB_SUSPEND') ? 'pause' : body.includes('IMPORT_JOB_LAUNCHING') ? 'start' : body
}
