import { describe, expect, test } from '@jest/globals'
import { type Behavior, inEach, JOB_STATUSES, type JobStatus, STILL } from 'mgw-emulator'
import { JOB } from '../support/run-job.ts'
import { apply, changesSent } from './support.ts'

const RUNNING: JobStatus[] = ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING']
const WAITING: JobStatus[] = ['IMPORT_JOB_BEGIN', 'IMPORT_JOB_SUSPEND']

/** Each kind of line, for a job with 9 bit/s and 9 files/s. */
const LINES = ['pause', 'run', 'run 9bit/s 9files/s', 'run 5bit/s 7files/s', 'run 5bit/s', 'run 7files/s'] as const

/** In which states the service accepts a throttling. */
const SERVICES: Record<string, Partial<Behavior>> = {
  'in any state': {},
  'not while the job runs': { rulings: { throttle: inEach('InvalidImportJobStatus', RUNNING) } },
  'not while the job runs, as a conflict': {
    rulings: { throttle: inEach('ImportJobConflictOnUpdateStatus', RUNNING) }
  },
  'not while the job waits': { rulings: { throttle: inEach('InvalidImportJobStatus', WAITING) } },
  never: { rulings: { throttle: inEach('InvalidImportJobStatus') } },
  'with a cap': { throttlingCap: { maxBandWidth: 4, maxImportTaskQps: 4 } }
}

/** The changes that are sent, and the error code, if any. `T` is the throttling of the line. */
type Cell = string

/** In the order of LINES. */
const EXPECTED: Record<string, Record<string, Cell[]>> = {
  'in any state': {
    waiting: ['', 'start', 'start', 'T start', 'T start', 'T start'],
    running: ['pause', '', '', 'T', 'T', 'T']
  },
  'not while the job runs': {
    waiting: ['', 'start', 'start', 'T start', 'T start', 'T start'],
    running: ['pause', '', '', 'T pause T start', 'T pause T start', 'T pause T start']
  },
  'not while the job runs, as a conflict': {
    waiting: ['', 'start', 'start', 'T start', 'T start', 'T start'],
    running: ['pause', '', '', 'T T T T pause T start', 'T T T T pause T start', 'T T T T pause T start']
  },
  'not while the job waits': {
    waiting: ['', 'start', 'start', 'T start T', 'T start T', 'T start T'],
    running: ['pause', '', '', 'T', 'T', 'T']
  },
  never: {
    waiting: ['', 'start', 'start', ...Array<Cell>(3).fill('T start T pause InvalidImportJobStatus')],
    running: ['pause', '', '', ...Array<Cell>(3).fill('T pause T InvalidImportJobStatus')]
  },
  'with a cap': {
    waiting: ['', 'start', 'start', 'T start', 'T start', 'T start'],
    running: ['pause', '', '', 'T', 'T', 'T']
  }
}
const ENDED: Partial<Record<JobStatus, Cell[]>> = {
  IMPORT_JOB_CLOSING: ['', '', '', '', '', ''],
  IMPORT_JOB_FINISHED: ['', '', '', '', '', ''],
  IMPORT_JOB_CONFIRMED: ['', '', '', '', '', ''],
  IMPORT_JOB_INTERRUPTED: ['', ...Array<Cell>(5).fill('JobInterrupted')],
  IMPORT_JOB_DELETING: ['', ...Array<Cell>(5).fill('ImportJobInDeleting')]
}
const THROTTLING: Record<string, string> = {
  'run 5bit/s 7files/s': '5/7',
  'run 5bit/s': '5/9',
  'run 7files/s': '9/7'
}

describe.each(Object.entries(SERVICES))('with a service that accepts a throttling: %s', (name, behavior) => {
  test.each(JOB_STATUSES)('sends the right changes at %s', async (status) => {
    const group = WAITING.includes(status) ? 'waiting' : 'running'
    const expected = ENDED[status] ?? EXPECTED[name]?.[group] ?? []
    const seen: Cell[] = []
    for (const line of LINES) {
      const run = await apply(`00:00 ${line}`, {
        job: { status, maxBandWidth: 9, maxImportTaskQps: 9 },
        emulator: { durations: STILL, behavior }
      })
      const changes = changesSent(run).map((change) => (change === THROTTLING[line] ? 'T' : change))
      seen.push([...changes, run.code].filter(Boolean).join(' '))
      const job = run.emulator.job(JOB)
      // A job is never left running faster than requested.
      if (line !== 'pause' && RUNNING.includes(job?.status as JobStatus)) {
        const [bandwidth = 9, qps = 9] = (THROTTLING[line] ?? '9/9').split('/').map(Number)
        expect(Number(job?.maxBandWidth)).toBeLessThanOrEqual(bandwidth)
        expect(Number(job?.maxImportTaskQps)).toBeLessThanOrEqual(qps)
      }
      if (line === 'pause') expect(RUNNING).not.toContain(job?.status)
    }
    expect(seen).toEqual(expected)
  })
})
