import { describe, expect, test } from '@jest/globals'
import { createEnds, startQueued } from '../../src/many/queue.ts'
import { asksFor } from '../operations/support.ts'
import { testClock } from '../support/clock.ts'
import type { Played } from '../support/many.ts'
import { numbered, playMany } from '../support/many.ts'

const FINISHED = { until: 'finished', timeoutSeconds: 7200 } as const

/** The names of the jobs that were started in turn. */
const starts = ({ emulator }: Played): string[] =>
  emulator.requests.flatMap(({ method, path, statusCode }) =>
    method === 'PUT' && statusCode === 200 ? [path.slice('/job/'.length)] : []
  )

describe('more jobs than the service lets run', () => {
  test('are started as others end, each once, in their order', async () => {
    const jobs = numbered(12)
    const played = await playMany({ jobs, wait: FINISHED, emulator: { maxRunningJobs: 5 } })
    expect(played.total).toMatchObject({ succeeded: 12, failed: 0, changed: 12, isChanged: true })
    expect(starts(played)).toEqual(jobs.map(({ name }) => name))
    expect(jobs.map(({ name }) => played.emulator.job(name)?.starts)).toEqual(Array(12).fill(1))
    expect(jobs.map(({ name }) => played.emulator.job(name)?.status)).toEqual(
      Array(12).fill('IMPORT_JOB_FINISHED')
    )
    // Three times five jobs of a little more than a minute, and the polls that see their ends.
    expect(played.took).toBeLessThan(6 * 60_000)
    expect(played.said.lines).toContain(
      'The service lets no more jobs run, so 7 of 12 must wait: each is started when another one ends.'
    )
  })

  test('wait also where all places are taken by others, which is no error', async () => {
    const others = numbered(5, { status: 'IMPORT_JOB_DOING' })
    const played = await playMany({
      jobs: [...others, { name: 'mine' }],
      names: ['mine'],
      wait: FINISHED,
      emulator: { maxRunningJobs: 5 }
    })
    expect(played.codes).toEqual({ mine: '' })
    expect(played.emulator.job('mine')).toMatchObject({ starts: 1, status: 'IMPORT_JOB_FINISHED' })
  })

  test('fail when the time is over, with what they were refused for, and who was started is told', async () => {
    const played = await playMany({
      jobs: numbered(4, { plan: { copyMs: 10_000_000 } }),
      wait: { until: 'finished', timeoutSeconds: 600 },
      emulator: { maxRunningJobs: 2 }
    })
    expect(played.codes).toEqual({
      'job-10': 'WaitTimeout',
      'job-11': 'WaitTimeout',
      'job-12': 'ImportJobConcurrencyExceed',
      'job-13': 'ImportJobConcurrencyExceed'
    })
    expect(played.jobs[3]?.result).toMatchObject({
      changed: false,
      note: 'It waited for a place and was never started: the 600 s of wait-timeout-seconds were over.'
    })
    expect(played.emulator.job('job-13')?.starts).toBe(0)
    // The time begins with the first change that is accepted, and a last look has ten seconds.
    expect(played.took).toBeGreaterThanOrEqual(600_000)
    expect(played.took).toBeLessThan(612_000)
  })

  test('begin their time with the first change that is accepted', async () => {
    const played = await playMany({
      jobs: [
        ...numbered(1, { status: 'IMPORT_JOB_DOING', plan: { copyMs: 50_000 } }),
        { name: 'mine', plan: { copyMs: 80_000 } }
      ],
      names: ['mine'],
      wait: { until: 'finished', timeoutSeconds: 100 },
      emulator: { maxRunningJobs: 1 }
    })
    expect(played.took).toBeGreaterThan(100_000)
    expect(played.codes).toEqual({ mine: '' })
  })

  test('count no attempt for a refusal, however many there are', async () => {
    const played = await playMany({
      jobs: numbered(2, { plan: { copyMs: 1_200_000 } }),
      inputs: { maxAttempts: 1 },
      wait: FINISHED,
      emulator: { maxRunningJobs: 1 }
    })
    const refusals = played.emulator.requests.filter(({ errorCode }) => errorCode !== null)
    expect(refusals.length).toBeGreaterThan(5)
    expect(played.total).toMatchObject({ succeeded: 2, failed: 0 })
  })

  test('are failures without wait-for finished, that say how to have them queue', async () => {
    const played = await playMany({ jobs: numbered(3), emulator: { maxRunningJobs: 1 } })
    expect(Object.values(played.codes)).toEqual([
      '',
      'ImportJobConcurrencyExceed',
      'ImportJobConcurrencyExceed'
    ])
    expect(played.jobs[2]?.result.note).toContain('wait-for set to finished')
    expect(played.requests).toHaveLength(3)
  })

  test('start no more after a failure with fail-fast, and go on waiting for those that run', async () => {
    const played = await playMany({
      jobs: [{ name: 'goes-on' }, { name: 'queues' }],
      names: ['goes-on', 'queues', 'is-not-there'],
      many: { failFast: true },
      wait: FINISHED,
      emulator: { maxRunningJobs: 1 }
    })
    expect(played.codes).toEqual({
      'goes-on': '',
      queues: 'ImportJobConcurrencyExceed',
      'is-not-there': 'NoSuchImportJob'
    })
    expect(played.jobs[1]?.result.note).toContain('the job is-not-there had failed, and fail-fast is true')
    expect(played.emulator.job('goes-on')?.status).toBe('IMPORT_JOB_FINISHED')
  })

  test.each([
    ['another one fails', { failFast: true }, 7200, 'JobInterrupted', 'the job runs had failed'],
    ['the time is over', {}, 18, 'WaitTimeout', 'the 18 s of wait-timeout-seconds were over.']
  ])('start no more when %s while the next one waits for its place', async (_, many, seconds, code, why) => {
    const played = await playMany({
      jobs: [{ name: 'runs', plan: { copyMs: 5000, endsAs: 'interrupted' } }, { name: 'queues' }],
      many: { maxParallel: 1, ...many },
      wait: { until: 'finished', timeoutSeconds: seconds },
      emulator: { maxRunningJobs: 1 },
      // The look after 10.5 s has the only place, when the queue asks for it after 15 s.
      lookTakes: (name, at) => (name === 'runs' && at > 9000 ? 10_000 : 0)
    })
    expect(played.codes).toEqual({ runs: code, queues: 'ImportJobConcurrencyExceed' })
    expect(played.emulator.job('queues')?.starts).toBe(0)
    expect(played.took).toBeGreaterThan(20_000)
    expect(played.jobs[1]?.result.note).toContain(`never started: ${why}`)
  })

  test('have an end of their time although not one was started', async () => {
    const played = await playMany({
      jobs: [...numbered(1, { status: 'IMPORT_JOB_DOING', plan: { copyMs: 1_000_000 } }), { name: 'mine' }],
      names: ['mine'],
      wait: { until: 'finished', timeoutSeconds: 60 },
      emulator: { maxRunningJobs: 1 }
    })
    expect(played.codes).toEqual({ mine: 'ImportJobConcurrencyExceed' })
    expect(played.took).toBe(60_000)
  })

  test('are started in the order of the text, although the first was refused last', async () => {
    let isFirst = true
    const played = await playMany({
      jobs: [
        ...numbered(1, { status: 'IMPORT_JOB_DOING', plan: { copyMs: 100_000 } }),
        { name: 'b' },
        { name: 'a' }
      ],
      names: ['b', 'a'],
      wait: FINISHED,
      emulator: {
        maxRunningJobs: 1,
        failing({ method, path }) {
          if (method !== 'PUT' || path !== '/job/b' || !isFirst) return undefined
          isFirst = false
          return { fault: '500-xml' }
        }
      }
    })
    expect(played.codes).toEqual({ b: '', a: '' })
    expect(starts(played)).toEqual(['b', 'a'])
  })

  test('are started as soon as another one is seen to have ended', async () => {
    const played = await playMany({
      jobs: numbered(2, { plan: { copyMs: 12_000 } }),
      wait: FINISHED,
      emulator: { maxRunningJobs: 1 }
    })
    const puts = played.times.filter((_, index) => played.requests[index]?.startsWith('PUT'))
    // The first look after its end; the next attempt of the queue would be after 37.5 s.
    expect(puts).toEqual([0, 0, 15_000, 22_500])
  })

  test('wait no longer when the workflow is cancelled, although nothing of the step runs', async () => {
    const played = await playMany({
      jobs: [...numbered(1, { status: 'IMPORT_JOB_DOING' }), { name: 'mine' }],
      names: ['mine'],
      wait: FINISHED,
      emulator: { maxRunningJobs: 1 },
      prepare: (_, clock, cancel) => clock.at(20_000, cancel)
    })
    expect(played.codes).toEqual({ mine: 'ImportJobConcurrencyExceed' })
    expect(played.took).toBe(20_000)
  })

  test('are told of when the workflow is cancelled', async () => {
    const played = await playMany({
      jobs: numbered(3),
      wait: FINISHED,
      emulator: { maxRunningJobs: 1 },
      prepare: (_, clock, cancel) => clock.at(30_000, cancel)
    })
    expect(played.codes).toEqual({
      'job-10': 'CancelOperation',
      'job-11': 'ImportJobConcurrencyExceed',
      'job-12': 'ImportJobConcurrencyExceed'
    })
    expect(played.jobs[0]?.result).toMatchObject({
      changed: true,
      job: { status: 'IMPORT_JOB_DOING' },
      note: expect.stringContaining('The job itself goes on.')
    })
    expect(played.jobs[1]?.result.note).toContain('never started: the workflow was cancelled.')
    expect(played.took).toBe(30_000)
  })
})

describe('the queue', () => {
  /** When each attempt was made, in s, with these answers to them, and ends of other jobs at these times. */
  async function attempts(isRefused: boolean[], endsAt: number[] = [], seconds = 10_000): Promise<number[]> {
    const clock = testClock()
    const ends = createEnds(clock)
    const at: number[] = []
    const left = await startQueued(
      isRefused.filter((is) => !is).map((_, index) => `job-${index}`),
      {
        mayStart: async () => clock.now() < seconds * 1000,
        timeLeft: () => Math.max(0, seconds * 1000 - clock.now()),
        async isRefused() {
          at.push(clock.now() / 1000)
          if (endsAt.includes(at.length)) ends.add()
          return isRefused[at.length - 1] ?? true
        },
        ends,
        interval: 10_000,
        signal: new AbortController().signal
      }
    )
    return [...at, ...left.map(() => clock.now() / 1000)]
  }

  test('tries later each time while nothing ends, and as often as before once something has begun', async () => {
    const answers = [true, true, true, true, true, false, true, false]
    expect(await attempts(answers)).toEqual([10, 25, 47.5, 81.25, 121.25, 161.25, 161.25, 176.25])
  })

  test('tries at once, and is as patient as at first, when a job has ended', async () => {
    expect(await attempts([true, true, true, true, false], [3])).toEqual([10, 25, 47.5, 47.5, 57.5])
  })

  test('ends with the time, not with the next attempt', async () => {
    expect(await attempts([true, true, true, false], [], 30)).toEqual([10, 25, 30])
  })
})

describe('under a timetable, more jobs than the service lets run', () => {
  test('are left to the next run, with one warning for all of them', async () => {
    const played = await playMany({
      operation: asksFor('00:00 run 5bit/s 7files/s'),
      jobs: numbered(4),
      emulator: { maxRunningJobs: 2 }
    })
    expect(played.total).toMatchObject({ succeeded: 4, failed: 0 })
    expect([...played.warnings]).toEqual([
      [
        'not started, since too many jobs run in this region: the next run of this workflow tries again.',
        ['job-12', 'job-13']
      ]
    ])
    expect(played.told.map(({ name }) => name).sort()).toEqual(numbered(4).map(({ name }) => name))
    const states = numbered(4).map(({ name }) => played.emulator.job(name)?.status)
    expect(states.map((status) => status === 'IMPORT_JOB_LAUNCHING')).toEqual([true, true, false, false])
  })

  test('are a failure where not one of the step runs', async () => {
    const played = await playMany({
      operation: asksFor('00:00 run'),
      jobs: [{ name: 'of-another', status: 'IMPORT_JOB_DOING' }, ...numbered(2)],
      names: numbered(2).map(({ name }) => name),
      emulator: { maxRunningJobs: 1 }
    })
    expect(played.codes).toEqual({
      'job-10': 'ImportJobConcurrencyExceed',
      'job-11': 'ImportJobConcurrencyExceed'
    })
    expect(played.jobs[0]?.result.note).toBe(
      'Not one job of this step runs. The next run of this workflow tries again.'
    )
    expect(played.warnings.size).toBe(0)
  })
})
