import { describe, expect, test } from '@jest/globals'
import { createPlaces } from '../../src/many/parallel.ts'
import { numbered, playMany } from '../support/many.ts'

const NEVER = new AbortController().signal

describe('places', () => {
  test('are given in the order in which they were asked for', async () => {
    const places = createPlaces(2)
    const order: string[] = []
    const take = (name: string) => places.take(NEVER).then(() => void order.push(name))
    const all = [take('a'), take('b'), take('c'), take('d')]
    await all[1]
    expect(order).toEqual(['a', 'b'])
    places.give()
    await all[2]
    places.give()
    await all[3]
    expect(order).toEqual(['a', 'b', 'c', 'd'])
  })

  test('hold nobody back who asks after the workflow was cancelled', async () => {
    const places = createPlaces(1)
    await places.take(NEVER)
    await places.take(AbortSignal.abort())
  })

  test('hold nobody back who is cancelled, and there are as many as before afterwards', async () => {
    const controller = new AbortController()
    const places = createPlaces(1)
    await places.take(NEVER)
    const waiting = places.take(controller.signal)
    controller.abort()
    await waiting
    places.give()
    places.give()
    await places.take(NEVER)
    let isIn = false
    void places.take(NEVER).then(() => {
      isIn = true
    })
    await Promise.resolve()
    expect(isIn).toBe(false)
  })
})

test('who is cancelled, before or after having had a place, takes none from others', async () => {
  const places = createPlaces(1)
  const order: string[] = []
  const [early, late] = [new AbortController(), new AbortController()]
  const take = (name: string, signal: AbortSignal) => places.take(signal).then(() => void order.push(name))
  await take('a', NEVER)
  const early1 = take('b', early.signal)
  const others = [take('c', NEVER), take('d', late.signal), take('e', NEVER)]
  places.give()
  await early1
  early.abort()
  late.abort()
  await others[1]
  expect(order).toEqual(['a', 'b', 'd'])
  places.give()
  await others[0]
  places.give()
  places.give()
  await others[2]
  expect(order).toEqual(['a', 'b', 'd', 'c', 'e'])
})

test('no more than max-parallel are changed or looked at at a time, and what only waits takes no place', async () => {
  const played = await playMany({
    jobs: numbered(8),
    many: { maxParallel: 2 },
    wait: { until: 'finished' },
    lookTakes: () => 100
  })
  expect(played.total).toMatchObject({ succeeded: 8, failed: 0 })
  expect(played.atOnce).toBe(2)
  // All of them ran at the same time, for a little more than a minute.
  expect(played.took).toBeLessThan(2 * 60_000)
})

test('a failure of one stops no other', async () => {
  const jobs = numbered(4, { status: 'IMPORT_JOB_DOING' })
  const names = ['is-not-there', ...jobs.map(({ name }) => name)]
  const played = await playMany({ operation: { name: 'pause-job' }, jobs, names, many: { maxParallel: 1 } })
  expect(Object.values(played.codes)).toEqual(['NoSuchImportJob', '', '', '', ''])
  expect(played.total.isChanged).toBe(true)
})

test('with fail-fast no further one is begun after a failure, and those that were not say so', async () => {
  const jobs = numbered(3, { status: 'IMPORT_JOB_DOING' })
  const names = ['job-10', 'is-not-there', 'job-11', 'job-12']
  const many = { maxParallel: 1, failFast: true }
  const played = await playMany({ operation: { name: 'pause-job' }, jobs, names, many })
  expect(Object.values(played.codes)).toEqual(['', 'NoSuchImportJob', 'CancelOperation', 'CancelOperation'])
  expect(played.requests).toEqual(['PUT /job/job-10', 'PUT /job/is-not-there'])
  expect(played.total.decisive.name).toBe('is-not-there')
  expect(String(played.jobs[2]?.result.error)).toContain(
    'The job is-not-there had failed, and fail-fast is true. Nothing was sent for this job.'
  )
})

test('when the service throttles, all slow down together', async () => {
  const played = await playMany({
    operation: { name: 'pause-job' },
    jobs: numbered(12, { status: 'IMPORT_JOB_DOING' }),
    many: { maxParallel: 4 },
    prepare: (emulator) =>
      emulator.fail({ fault: '503-retry-after-seconds', retryAfterSeconds: 20, times: 1 })
  })
  expect(played.total).toMatchObject({ succeeded: 12, failed: 0 })
  // What was under way when the first was told to wait; all others came after that.
  const early = played.times.filter((time) => time < 20_000)
  expect(early).toHaveLength(4)
  expect(played.times.slice(4).every((time) => time >= 20_000)).toBe(true)
})

test('timeout-seconds holds for the change of each job, from its own beginning', async () => {
  const asked = new Set<string>()
  const played = await playMany({
    operation: { name: 'pause-job' },
    jobs: numbered(24, { status: 'IMPORT_JOB_DOING', plan: { copyMs: 10_000_000 } }),
    many: { maxParallel: 1 },
    inputs: { timeoutSeconds: 30 },
    emulator: {
      // Each job is told once to come again later.
      failing({ path }) {
        if (asked.has(path)) return undefined
        asked.add(path)
        return { fault: '503-retry-after-seconds', retryAfterSeconds: 5 }
      }
    }
  })
  expect(played.codes).toEqual(Object.fromEntries(played.jobs.map(({ name }) => [name, ''])))
  expect(played.took).toBeGreaterThanOrEqual(24 * 5000)
})

test('on cancel the table says of each job what is known', async () => {
  const played = await playMany({
    operation: { name: 'pause-job' },
    jobs: numbered(4, { status: 'IMPORT_JOB_DOING' }),
    many: { maxParallel: 2 },
    prepare(emulator, clock, cancel) {
      emulator.fail({ fault: '500-retry-after-seconds', retryAfterSeconds: 60, times: 2 })
      clock.at(5000, cancel)
    }
  })
  expect(Object.values(played.codes)).toEqual(Array(4).fill('CancelOperation'))
  expect(played.jobs.map(({ result }) => result.changed)).toEqual([undefined, undefined, false, false])
  expect(played.took).toBe(5000)
})

test('what was not begun when the workflow was cancelled says so', async () => {
  const played = await playMany({
    operation: { name: 'pause-job' },
    jobs: numbered(2, { status: 'IMPORT_JOB_DOING' }),
    prepare: (_, __, cancel) => cancel()
  })
  expect(played.requests).toEqual([])
  for (const { result } of played.jobs) {
    expect(String(result.error)).toContain('The workflow was cancelled. Nothing was sent for this job.')
  }
})

test('while waiting there is one line for all of them, and each has its own lines at its end', async () => {
  const played = await playMany({ jobs: numbered(3), wait: { until: 'finished' } })
  const lines = played.said.lines
  expect(lines[0]).toMatch(/^3 run, 0 wait, 0 have ended, [\d.]+ % on average, .* copied$/)
  expect(lines.at(-1)).toMatch(/^0 run, 0 wait, 3 have ended, 100\.0 % on average, 3\.0 GiB copied$/)
  expect(lines.length).toBeLessThan(10)
  expect(played.told.map(({ name }) => name).toSorted()).toEqual(['job-10', 'job-11', 'job-12'])
  for (const { lines: own } of played.told)
    expect(own).toContain('Waiting for the end of the migration, for 1 h at the most')
  expect(played.samples.length).toBeGreaterThan(2)
})

test('what is said as a warning of several jobs is one warning', async () => {
  const played = await playMany({
    operation: { name: 'pause-job' },
    jobs: numbered(3, { status: 'IMPORT_JOB_DOING', scheduleRule: { startCronExpression: '0 0 22 * * ?' } }),
    inputs: { idempotent: true }
  })
  expect([...played.warnings]).toEqual([
    [expect.stringContaining('a schedule of its own'), ['job-10', 'job-11', 'job-12']]
  ])
  expect(played.told[0]?.lines).toEqual([
    expect.stringContaining('Warning: The job has a schedule of its own')
  ])
  expect(played.said.warnings).toEqual([])
})

test('what the service says is kept of the last job only', async () => {
  const played = await playMany({
    operation: { name: 'get-job' },
    jobs: numbered(3, { status: 'IMPORT_JOB_DOING' })
  })
  expect(played.jobs.map(({ result }) => result.data !== undefined)).toEqual([false, false, true])
})

test('a dry run waits for nothing, and has no line for all of them', async () => {
  const played = await playMany({
    jobs: numbered(2),
    inputs: { dryRun: true },
    wait: { until: 'finished' }
  })
  expect(played.total).toMatchObject({ succeeded: 2, changed: 0 })
  expect([played.said.lines, played.samples]).toEqual([[], []])
})
