import { describe, expect, test } from '@jest/globals'
import { BEHAVIOR, exchangeAt, makeRound, momentAt } from './fabricate.ts'
import { createRandom } from './random.ts'
import { VirtualTime } from './runner/time.ts'
import { type Behavior, drawBehavior } from './world/behavior.ts'
import { countersAfter, doneAt, ENDED, Job, type State } from './world/job.ts'
import { makeJob } from './world/past.ts'
import { Region } from './world/region.ts'
import { Service } from './world/service.ts'
import { Sts } from './world/sts.ts'
import { historyAt, Replicas } from './world/views.ts'

const NAME = 'photos'

/** A region with one job. */
function world(behavior: Partial<Behavior> = {}, state: State = 'BEGIN') {
  const time = new VirtualTime()
  const all = { ...BEHAVIOR, ...behavior }
  const region = new Region({ time, behavior: all, nextRound: (_, id) => makeRound(id) })
  const job = new Job(NAME)
  const round = state === 'BEGIN' || state === 'GONE' ? undefined : makeRound(1)
  job.moments.push(momentAt(0, state, round))
  region.add(job)
  const states = (): string[] => job.moments.map((moment) => `${moment.state} ${moment.round?.id ?? '-'}`)
  return { time, region, job, states, behavior: all }
}

describe('a round', () => {
  test('passes through all states', () => {
    const { time, region, states } = world()
    expect(region.request(NAME, 'start', 'run').code).toBeUndefined()
    time.settle(60_000)
    expect(states()).toEqual(['BEGIN -', 'LAUNCHING 1', 'PREPARING 1', 'DOING 1', 'CLOSING 1', 'FINISHED 1'])
  })

  test('continues after a pause, or starts again, depending on the behavior', () => {
    for (const [pausedStart, id] of [
      ['continues', 1],
      ['new round', 2]
    ] as const) {
      const { time, region, job } = world({ pausedStart })
      region.request(NAME, 'start', 'run')
      time.settle(6_000)
      region.request(NAME, 'pause', 'other')
      time.settle(9_000)
      expect(job.now).toMatchObject({ state: 'SUSPEND', done: 4_000 })
      region.request(NAME, 'start', 'run')
      expect(job.now.round?.id).toBe(id)
      expect(job.now.done).toBe(id === 1 ? 4_000 : 0)
    }
  })

  test('gets the next ID', () => {
    const { time, region, job } = world()
    for (const id of [1, 2, 3]) {
      region.request(NAME, 'start', 'run')
      time.settle(time.now + 60_000)
      expect(job.now).toMatchObject({ state: 'FINISHED', round: { id } })
    }
  })

  test('finishes early when it is closed', () => {
    const { time, region, job } = world()
    region.request(NAME, 'start', 'run')
    time.settle(7_000)
    region.request(NAME, 'close', 'other')
    time.settle(60_000)
    expect(job.now).toMatchObject({ state: 'FINISHED', done: 5_000 })
    expect(countersAfter(makeRound(1), job.now.done)).toMatchObject({ total: 10, copied: 5 })
  })

  test('keeps its schedule when it is throttled', () => {
    const { time, region, job } = world({}, 'LAUNCHING')
    time.settle(900)
    region.request(NAME, 'throttle', 'run', { bandwidth: 5, qps: 5 })
    time.settle(1_000)
    expect(job.now).toMatchObject({ state: 'PREPARING', throttling: { bandwidth: 5 } })
  })
})

describe('a change', () => {
  test.each([
    ['start', 'DOING', 'InvalidImportJobStatus'],
    ['start', 'CLOSING', 'InvalidImportJobStatus'],
    ['start', 'DELETING', 'ImportJobInDeleting'],
    ['start', 'GONE', 'NoSuchImportJob'],
    ['pause', 'SUSPEND', 'InvalidImportJobStatus'],
    ['pause', 'FINISHED', 'InvalidImportJobStatus'],
    ['close', 'BEGIN', 'InvalidImportJobStatus']
  ] as const)('%s is refused for a job at %s', (type, state, code) => {
    const { region, job } = world({}, state)
    expect(region.request(NAME, type, 'run').code).toBe(code)
    expect(job.moments).toHaveLength(1)
  })

  test('to the present state can be accepted', () => {
    const { region, job } = world({ startWhileRunning: 'accepted' }, 'DOING')
    expect(region.request(NAME, 'start', 'run')).toMatchObject({ code: undefined })
    expect(region.changes[0]?.effectAt).toBeUndefined()
    expect(job.moments).toHaveLength(1)
  })

  test('that is applied late has no effect on a finished round', () => {
    const { time, region, job } = world({ applyMs: 3_000 }, 'DOING')
    time.settle(9_000)
    const change = region.request(NAME, 'pause', 'run')
    expect(job.now.state).toBe('DOING')
    expect(region.request(NAME, 'close', 'run').code).toBe('ImportJobUpdateConcurrently')
    time.settle(20_000)
    expect(change.effectAt).toBeUndefined()
    expect(job.now.state).toBe('FINISHED')
  })

  test('is refused over the limit of running jobs', () => {
    const { region } = world({ maxRunning: 0 })
    expect(region.request(NAME, 'start', 'run').code).toBe('ImportJobConcurrencyExceed')
  })

  test('can delete a job and create it again', () => {
    const { time, region, job, states } = world({}, 'FINISHED')
    region.request(NAME, 'delete', 'other')
    time.settle(5_000)
    region.request(NAME, 'recreate', 'other')
    expect(states()).toEqual(['FINISHED 1', 'DELETING 1', 'GONE 1', 'BEGIN -'])
    expect(job.now.version).not.toBe('v1')
  })
})

test('a generated past is consistent', () => {
  const states: State[] = [
    'BEGIN',
    'LAUNCHING',
    'PREPARING',
    'DOING',
    'SUSPEND',
    'CLOSING',
    'FINISHED',
    'INTERRUPTED',
    'CONFIRMED',
    'DELETING',
    'GONE'
  ]
  for (let seed = 0; seed < 300; seed += 1) {
    const state = states[seed % states.length] as State
    const random = createRandom(seed, 'past')
    const profile = { speed: random.pick(['instant', 'quick', 'long'] as const), breaking: 0.5, failing: 0.5 }
    const job = makeJob(NAME, state, { random, profile, version: 'v1', throttling: { bandwidth: 1, qps: 1 } })
    expect(job.now.state).toBe(state)
    job.moments.reduce((before, moment) => {
      expect(moment.at).toBeGreaterThanOrEqual(before.at)
      expect(moment.round?.id ?? 0).toBeGreaterThanOrEqual(before.round?.id ?? 0)
      return moment
    })
    const { round } = job.now
    if (round === undefined) continue
    const { total, copied, failed, skipped } = countersAfter(round, doneAt(job.now, 0))
    expect(copied + failed + skipped).toBeLessThanOrEqual(total)
    expect(Math.min(copied, failed, skipped)).toBeGreaterThanOrEqual(0)
  }
})

describe('reads', () => {
  test.each([
    ['none', 0, 0],
    ['steady', 9_000, 9_000],
    ['replicas', 0, 9_000],
    ['stuck', 0, 9_000]
  ] as const)('with lag "%s" stay within its limits', (kind, least, most) => {
    const replicas = new Replicas({ kind, maxMs: kind === 'none' ? 0 : 9_000 }, createRandom(1, kind))
    const behind = Array.from({ length: 200 }, (_, index) => index * 500 - replicas.timeOf(index * 500))
    expect(Math.min(...behind)).toBeGreaterThanOrEqual(least)
    expect(Math.max(...behind)).toBeLessThanOrEqual(most)
  })

  test('of the history have one entry per round or per state', () => {
    const { time, region, job } = world()
    region.request(NAME, 'start', 'run')
    time.settle(5_000)
    const shown = (behavior: Partial<Behavior>) =>
      historyAt(job, 4_000, { ...BEHAVIOR, ...behavior }).map(
        ({ moment, counters }) => `${moment.state} ${counters?.copied ?? '?'}`
      )
    expect(shown({ historyEntries: 'round' })).toEqual(['DOING 2'])
    expect(shown({ historyEntries: 'state' })).toEqual(['LAUNCHING 0', 'PREPARING 0', 'DOING 2'])
    expect(shown({ historyEntries: 'state', isEntryLate: true, countersAfterMs: 2_500 })).toEqual([
      'PREPARING 0',
      'DOING ?'
    ])
  })

  test('of the past do not show later events', () => {
    const { time, region, job } = world()
    region.request(NAME, 'start', 'run')
    time.settle(60_000)
    expect(job.at(2_500).state).toBe('DOING')
    expect(historyAt(job, 2_500, BEHAVIOR)[0]).toMatchObject({
      endedAt: undefined,
      moment: { state: 'DOING' }
    })
    expect(ENDED).toContain(historyAt(job, 60_000, BEHAVIOR)[0]?.moment.state)
  })
})

describe('the service', () => {
  const KEYS = { id: 'LTAI', secret: 'S3cret' }
  const headers = {
    authorization: 'OSS4-HMAC-SHA256 Credential=LTAI/20260914/cn-hangzhou/oss',
    'x-oss-date': '20260914T000000Z'
  }

  function serve(path: string, more: object = {}, behavior: Partial<Behavior> = {}) {
    const { region, time, behavior: all } = world(behavior, 'DOING')
    const random = createRandom(1, 'service')
    const wallOf = (at: number): number => Date.UTC(2026, 8, 14) + at
    const sts = new Sts({ random, wall: () => wallOf(time.now), stored: KEYS, pendingTokens: 0 })
    const service = new Service({
      region,
      behavior: all,
      sts,
      random,
      now: () => time.now,
      wallOf,
      text: 'Text.'
    })
    const exchange = exchangeAt(0, 'GET', path, { headers, ...more })
    return { ...service.handle(exchange), note: exchange.note }
  }

  test('answers GetJob', () => {
    const { status, body, note } = serve(`/job/${NAME}`)
    expect(status).toBe(200)
    expect(body).toContain('<Status>IMPORT_JOB_DOING</Status>')
    expect(note?.moment?.state).toBe('DOING')
  })

  test('formats times as its behavior says', () => {
    expect(serve(`/job/${NAME}`, {}, { timeFormat: 'utc+8' }).body).toContain('<ModifyTime>2026-09-14 08:00:00<')
    expect(serve(`/job/${NAME}`, {}, { modifyTime: 'absent' }).body).not.toContain('ModifyTime')
  })

  test('answers ListJob and ListJobHistory', () => {
    expect(serve('/joblist?count=1').body).toContain('<Truncated>false</Truncated>')
    expect(serve(`/jobhistory/${NAME}`).body).toContain('<RuntimeId>1</RuntimeId>')
  })

  test('applies a change', () => {
    const body = '<ImportJob><Status>IMPORT_JOB_SUSPEND</Status></ImportJob>'
    expect(serve(`/job/${NAME}`, { method: 'PUT', body }).note?.change).toMatchObject({
      type: 'pause',
      effectAt: 0
    })
  })

  test.each([
    ['AccessDenied', {}],
    ['InvalidAccessKeyId', { ...headers, authorization: 'OSS4-HMAC-SHA256 Credential=OTHER/x' }],
    ['RequestTimeTooSkewed', { ...headers, 'x-oss-date': '20260914T001501Z' }]
  ])('refuses with %s', (code, wrong) => {
    const { status, body, note } = serve(`/job/${NAME}`, { headers: wrong })
    expect(status).toBe(403)
    expect(note?.code).toBe(code)
    expect(body.includes('<ServerTime>2026-09-14T00:00:00.000Z')).toBe(code === 'RequestTimeTooSkewed')
  })
})

test('sessions and tokens expire', () => {
  let wall = 0
  const sts = new Sts({
    random: createRandom(1, 'sts'),
    wall: () => wall,
    stored: undefined,
    pendingTokens: 1
  })
  const ask = (host: string, path: string, body = '') => sts.handle(exchangeAt(0, 'POST', path, { host, body }))
  const gitHub = 'pipelines.actions.githubusercontent.com'
  expect(ask(gitHub, '/token').status).toBe(403)
  const { value } = JSON.parse(ask(gitHub, '/token').body)
  const path = '/?Action=AssumeRoleWithOIDC&Timestamp=1970-01-01T00:00:00Z'
  const { Credentials } = JSON.parse(ask('sts', path, `OIDCToken=${value}&DurationSeconds=900`).body)
  expect(sts.refusalOf(Credentials.AccessKeyId, Credentials.SecurityToken, 899_999)).toBeUndefined()
  expect(sts.refusalOf(Credentials.AccessKeyId, Credentials.SecurityToken, 900_000)).toBe('SecurityTokenExpired')
  expect(sts.secrets).toContain(Credentials.AccessKeySecret)
  wall = 301_000
  expect(ask('sts', path.replace('00:00:00', '00:05:01'), `OIDCToken=${value}&DurationSeconds=900`).status).toBe(400)
})

test('a calm world has no lag', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const { getLag, applyMs, notFoundMs, hasEndTime } = drawBehavior(createRandom(seed, 'behavior'), 'calm')
    expect({ getLag, applyMs, notFoundMs, hasEndTime }).toEqual({
      getLag: { kind: 'none', maxMs: 0 },
      applyMs: 0,
      notFoundMs: 0,
      hasEndTime: true
    })
  }
})
