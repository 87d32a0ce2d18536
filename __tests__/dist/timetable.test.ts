import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { type Emulator, inEach, STILL, startEmulator } from 'mgw-emulator'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { compileZone } from '../timetable/support.ts'
import { errors, JOB, notices, reach, warnings } from './support.ts'

// What a timetable says and what comes of it is in __tests__/timetable and __tests__/operations, at any hour. Here is
// what only a process shows.

let emulator: Emulator
afterEach(() => emulator.close())

async function apply(timetable: string, inputs: Record<string, string> = {}, env = {}): Promise<Outcome> {
  return runStep({
    env,
    inputs: {
      operation: 'apply-timetable',
      'job-name': JOB,
      timetable,
      timezone: 'asia/shanghai',
      ...reach(emulator),
      ...inputs
    }
  })
}

const changes = (): string[] => emulator.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body)

/** Active at any hour. The first line of the block is empty, as it may be in a workflow. */
const AT_ALL_HOURS = '\n# at all hours\n00:00 pause   # both\n12:00 pause\n'

test('the job is paused: outputs, log, and the week in the summary', async () => {
  emulator = await startEmulator({ jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }], durations: STILL })
  const { exitCode, stderr, outputs, log, summary } = await apply(AT_ALL_HOURS)
  const put = emulator.requests.find(({ method }) => method === 'PUT')?.requestId
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(outputs).toMatchObject({
    code: 'success',
    'request-id': put,
    changed: 'true',
    'job-status': '',
    'timetable-line': expect.stringMatching(/^(00|12):00 pause$/),
    'next-change': ''
  })
  expect(log).toMatch(
    /^It is \d{4}-\d\d-\d\d \d\d:\d\d \(...\), UTC\+08:00 in Asia\/Shanghai \(rules of time zones: .+\)\.$/m
  )
  expect(log).toMatch(/^Active since .*: line (3|4) of the timetable, (00|12):00 pause$/m)
  expect(notices(log)).toEqual([expect.stringContaining(`The service accepted pause-job (request ID ${put})`)])
  expect(summary.match(/<td nowrap rowspan="2">/g)).toHaveLength(7)
  expect(summary.match(/<td><b>▶ (00|12):00<\/b><\/td><td><b>pause<\/b><\/td>/g)).toHaveLength(1)
  expect(emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
})

test('a dry run shows the week, and changes nothing', async () => {
  emulator = await startEmulator({ jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }], durations: STILL })
  const { outputs, log, summary } = await apply(AT_ALL_HOURS, { 'dry-run': 'true' })
  expect(outputs).toMatchObject({ code: 'success', changed: 'false' })
  expect(notices(log)).toEqual([expect.stringContaining('would be paused')])
  expect(summary).toContain('The timetable in Asia/Shanghai.')
  expect(changes()).toEqual([])
})

test('a service that never throttles: the job is not left running', async () => {
  const behavior = { rulings: { throttle: inEach('InvalidImportJobStatus') } }
  emulator = await startEmulator({
    jobs: [{ name: JOB, status: 'IMPORT_JOB_SUSPEND' }],
    durations: STILL,
    behavior
  })
  const { exitCode, outputs, log } = await apply('00:00 run 1.5MB/s 7files/s')
  expect([exitCode, outputs['error-code'], outputs.changed]).toEqual([1, 'InvalidImportJobStatus', 'true'])
  expect(errors(log)[0]?.text).toContain("The job was paused so that it doesn't run faster than line 1 allows.")
  expect(changes().map((body) => /<(Status|MaxBandWidth)>(.*?)</.exec(body)?.[2])).toEqual([
    '12000000',
    'IMPORT_JOB_LAUNCHING',
    '12000000',
    'IMPORT_JOB_SUSPEND'
  ])
  expect(emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
})

test("if the service refuses this machine's time, the timetable goes by the service's", async () => {
  const HOUR = 3_600_000
  emulator = await startEmulator({
    jobs: [{ name: JOB, status: 'IMPORT_JOB_SUSPEND' }],
    durations: STILL,
    now: () => Date.now() + 9 * HOUR
  })
  const at = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString().slice(11, 16)
  // The minute can change during the step.
  const pause = `${at(4)} pause`
  const { exitCode, outputs, log } = await apply(`${at(-2)} run\n${pause}`, { timezone: 'UTC' })
  expect([exitCode, outputs.changed, outputs['timetable-line']]).toEqual([0, 'false', pause])
  expect(changes()).toEqual([])
  expect(warnings(log)).toEqual([
    expect.stringContaining('The clock of this machine is 540.0 minutes slow'),
    "The hour was taken from the service, because it refused this machine's time."
  ])
})

test("where the machine's own time zone data has another hour, a warning says which is used", async () => {
  emulator = await startEmulator({ jobs: [{ name: JOB, status: 'IMPORT_JOB_SUSPEND' }], durations: STILL })
  const directory = await mkdtemp(join(tmpdir(), 'zoneinfo-'))
  await mkdir(join(directory, 'Asia'))
  await writeFile(join(directory, 'Asia/Shanghai'), compileZone('CST-9'))
  const { exitCode, log } = await apply(AT_ALL_HOURS, {}, { TZDIR: directory })
  await rm(directory, { recursive: true })
  expect(exitCode).toBe(0)
  expect(warnings(log)).toEqual([expect.stringContaining(`but this machine's (${directory}) has UTC+09:00`)])
})

test.each([
  [{ timetable: '\n\n8:00 pause' }, "timetable, line 3 ('8:00 pause'): write 8:00 as 08:00."],
  [{ timezone: 'CST' }, 'Did you mean Asia/Shanghai?'],
  [{ timezone: '' }, 'apply-timetable needs timezone'],
  [{ timetable: '' }, 'apply-timetable needs timetable'],
  [{ 'wait-for': 'finished' }, 'not for apply-timetable']
])('%j is refused before anything is sent', async (inputs, text) => {
  emulator = await startEmulator({ jobs: [{ name: JOB }] })
  const { exitCode, outputs } = await apply(AT_ALL_HOURS, inputs)
  expect([exitCode, outputs['error-code']]).toEqual([1, 'InvalidArgument'])
  expect(outputs['error-message']).toContain(text)
  expect(emulator.requests).toEqual([])
})
