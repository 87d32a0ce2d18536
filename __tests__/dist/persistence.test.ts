import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Emulator, type JobStatus, STILL, startEmulator } from 'mgw-emulator'
import { root } from '../../scripts/action-yml.ts'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { errors, JOB, notices, OUTPUTS, reach, warnings } from './support.ts'

const preload = (name: string): string => `--import=file://${join(root, '__tests__/preload', name)}`
const FAST = { NODE_OPTIONS: preload('fast-time.mjs'), TIME_FACTOR: '50' }

let emulator: Emulator
beforeEach(async () => {
  emulator = await startEmulator({ durations: STILL })
})
afterEach(() => emulator.close())

/** A step on a job that begins in a state. */
function step(
  operation: string,
  status: JobStatus,
  inputs: Record<string, string> = {},
  env = FAST
): Promise<Outcome> {
  if (emulator.job(JOB) === undefined) emulator.addJob({ name: JOB, status })
  return runStep({ inputs: { operation, 'job-name': JOB, ...reach(emulator), ...inputs }, env })
}

const LOST =
  'A request for a change had been sent and its answer had not come: the service may or may not have acted on it.'
const methods = (): string => emulator.requests.map(({ method }) => method).join(' ')
const retries = (log: string): string[] => log.split('\n').filter((line) => /^\w+: attempt /.test(line))

test('every retry is one line: attempt, cause, wait', async () => {
  emulator.fail({ fault: 'reset-before-headers' })
  emulator.fail({ fault: '503-xml' })
  emulator.fail({ fault: '502-html' })
  const { log, exitCode } = await step('pause-job', 'IMPORT_JOB_DOING')
  expect(exitCode).toBe(0)
  expect(retries(log)).toEqual([
    expect.stringMatching(
      /^UpdateJob: attempt 1 of 4 failed with ECONNRESET\. The next one follows in 0\.[0-5] s\.$/
    ),
    expect.stringMatching(
      /^UpdateJob: attempt 2 of 4 failed with ServiceUnavailable \(HTTP 503\)\. The next one follows in [01]\.\d s\.$/
    ),
    expect.stringMatching(
      /^UpdateJob: attempt 3 of 4 failed with InvalidResponse \(HTTP 502\)\. The next one follows in [0-2]\.\d s\.$/
    )
  ])
})

test.each([
  ['1', 'PUT'],
  ['2', 'PUT PUT'],
  ['', 'PUT PUT PUT PUT']
])('max-attempts %j', async (maxAttempts, requests) => {
  emulator.fail({ code: 'ServiceUnavailable', times: 9 })
  const { exitCode } = await step('pause-job', 'IMPORT_JOB_DOING', { 'max-attempts': maxAttempts })
  expect(exitCode).toBe(1)
  expect(methods()).toBe(requests)
})

test.each([
  ['max-attempts', '0'],
  ['max-attempts', '1.5'],
  ['max-attempts', 'many'],
  ['timeout-seconds', '0'],
  ['timeout-seconds', '-1'],
  ['timeout-seconds', '86401']
])('%s %s is refused', async (name, value) => {
  const { outputs } = await step('pause-job', 'IMPORT_JOB_DOING', { [name]: value })
  expect(outputs['error-code']).toBe('InvalidArgument')
  expect(outputs['error-message']).toContain(
    `${name} is '${value}', but it must be a whole number from 1 to `
  )
  expect(methods()).toBe('')
})

test('every attempt is signed anew', async () => {
  emulator.fail({ fault: '503-retry-after-seconds', retryAfterSeconds: 60 })
  await step('pause-job', 'IMPORT_JOB_DOING')
  const [first, second] = emulator.requests.map(({ headers }) => headers['x-oss-date'])
  expect(emulator.requests.at(-1)?.statusCode).toBe(200)
  expect(second).not.toBe(first)
})

test.each(['503-retry-after-seconds', '429-retry-after-date'] as const)('%s is obeyed', async (fault) => {
  emulator.fail({ fault, retryAfterSeconds: 40 })
  const { log, exitCode } = await step('pause-job', 'IMPORT_JOB_DOING')
  expect(exitCode).toBe(0)
  expect(retries(log)[0]).toMatch(/follows in 40\.0 s\.$/)
})

test('a Retry-After that does not fit into the time is not waited for', async () => {
  emulator.fail({ fault: '503-retry-after-seconds', retryAfterSeconds: 121 })
  const { log, outputs } = await step('pause-job', 'IMPORT_JOB_DOING')
  expect(outputs).toMatchObject({ 'error-code': 'ServiceUnavailable', 'status-code': '503' })
  expect(retries(log)[0]).toContain('would follow in 121.0 s, but timeout-seconds (120) is over before')
  expect(methods()).toBe('PUT')
})

test.each([
  ['ENOTFOUND', 2],
  ['EAI_AGAIN', 4]
])('%s is met %i times', async (code, times) => {
  const { outputs, stderr } = await step('pause-job', 'IMPORT_JOB_DOING', { endpoint: 'mgw.example.com' }, {
    ...FAST,
    NODE_OPTIONS: `${FAST.NODE_OPTIONS} ${preload('no-such-host.mjs')}`,
    DNS_ERROR: code
  } as typeof FAST)
  expect(outputs).toMatchObject({ code: 'fail', 'error-code': code, 'status-code': '' })
  expect(stderr.match(/lookup mgw\.example\.com/g)).toHaveLength(times)
})

test('a clock that is off is corrected by what the service says, once, with a warning', async () => {
  emulator.fail({ fault: 'skewed-clock', skewMs: -20 * 60_000 })
  const { exitCode, log } = await step('pause-job', 'IMPORT_JOB_DOING')
  expect(exitCode).toBe(0)
  expect(methods()).toBe('PUT PUT')
  expect(warnings(log)).toEqual([
    expect.stringMatching(/^The clock of this machine is (19\.9|20\.\d) minutes fast/)
  ])
})

test('a start that GetJob may not look into is not made again', async () => {
  emulator.fail({ fault: 'answer-lost', method: 'PUT' })
  emulator.fail({ code: 'AccessDenied', method: 'GET' })
  const { outputs, log } = await step('start-job', 'IMPORT_JOB_BEGIN')
  expect(methods()).toBe('PUT GET')
  expect(emulator.job(JOB)?.starts).toBe(1)
  expect(outputs).toMatchObject({ code: 'fail', 'error-code': 'ECONNRESET', 'status-code': '' })
  expect(outputs['error-message']).toContain(
    'may or may not have been started. Look at its state in the console'
  )
  expect(errors(log)[0]?.text).toContain('may or may not have been started')
})

const HOUR = 3_600_000
test.each<
  [what: string, status: JobStatus, sinceMs: number, format: 'iso' | 'plain', requests: string, code: string]
>([
  ['FINISHED after the request', 'IMPORT_JOB_FINISHED', HOUR, 'iso', 'PUT GET', 'success'],
  ['FINISHED last night', 'IMPORT_JOB_FINISHED', -8 * HOUR, 'iso', 'PUT GET PUT', 'success'],
  [
    'FINISHED last week, in an unknown time zone',
    'IMPORT_JOB_FINISHED',
    -168 * HOUR,
    'plain',
    'PUT GET PUT',
    'success'
  ],
  [
    'FINISHED hours ago, in an unknown time zone',
    'IMPORT_JOB_FINISHED',
    -HOUR,
    'plain',
    'PUT GET PUT',
    'success'
  ],
  ['FINISHED right after, in an unknown time zone', 'IMPORT_JOB_FINISHED', HOUR, 'plain', 'PUT GET', 'fail'],
  ['FINISHED at the same second', 'IMPORT_JOB_FINISHED', 0, 'iso', 'PUT GET', 'fail'],
  ['INTERRUPTED after the request', 'IMPORT_JOB_INTERRUPTED', HOUR, 'iso', 'PUT GET', 'fail'],
  ['INTERRUPTED before', 'IMPORT_JOB_INTERRUPTED', -HOUR, 'iso', 'PUT GET PUT', 'success']
])(
  'a start whose answer was lost, of a job that is %s',
  async (_, status, sinceMs, timeFormat, requests, code) => {
    await emulator.close()
    emulator = await startEmulator({ durations: STILL, timeFormat })
    emulator.addJob({ name: JOB, status, since: Date.now() + sinceMs, createTime: Date.now() + sinceMs })
    emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
    const { outputs, log } = await step('start-job', status, {}, { NODE_OPTIONS: '', TIME_FACTOR: '' })
    expect(methods()).toBe(requests)
    expect(outputs.code).toBe(code)
    if (requests === 'PUT GET' && code === 'success') {
      expect(notices(log)[0]).toContain('GetJob says IMPORT_JOB_FINISHED')
    }
  }
)

test('a start that was refused for having worked before is found out', async () => {
  emulator.fail({ fault: '504-html', method: 'PUT', applied: true })
  emulator.fail({
    raw: Buffer.from(
      'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<ImportJob><Status>IMPORT_JOB_BEGIN</Status></ImportJob>'
    ),
    method: 'GET'
  })
  const { outputs } = await step('start-job', 'IMPORT_JOB_BEGIN')
  expect(methods()).toBe('PUT GET PUT GET')
  expect(outputs.code).toBe('success')
  expect(emulator.job(JOB)?.starts).toBe(1)
})

test.each(['ImportJobConflictOnUpdateStatus', 'ImportJobUpdateConcurrently'])('%s', async (code) => {
  emulator.fail({ code, method: 'PUT', applied: true })
  const asAsked = await step('pause-job', 'IMPORT_JOB_DOING')
  expect(methods()).toBe('PUT GET')
  expect(asAsked.outputs.code).toBe('success')
  expect(notices(asAsked.log)[0]).toContain('GetJob says IMPORT_JOB_SUSPEND')

  emulator.fail({ code, method: 'PUT' })
  const again = await step('resume-job', 'IMPORT_JOB_DOING')
  expect(methods()).toBe('PUT GET PUT GET PUT')
  expect(again.outputs.code).toBe('success')
})

test.each([
  ['silence', 'waiting for the answer'],
  ['one-byte-a-second', 'the answer']
] as const)('the deadline is absolute: %s', async (fault, phase) => {
  emulator.fail({ fault, times: 9, intervalMs: 10 })
  const { outputs, log } = await step('update-qos', 'IMPORT_JOB_DOING', {
    'max-bandwidth': '1',
    'max-qps': '1',
    'timeout-seconds': '20'
  })
  expect(methods()).toBe('PUT')
  expect(outputs).toMatchObject({ code: 'fail', 'error-code': 'ETIMEDOUT', 'status-code': '' })
  expect(outputs['error-message']).toMatch(
    new RegExp(`^The 20 s of timeout-seconds were over while attempt 1 was still .*${phase}\\.`)
  )
  expect(errors(log)[0]?.text).toContain('The change may or may not have been made.')
})

test('a redirect is not followed, and the signature goes nowhere else', async () => {
  const elsewhere = await startEmulator()
  emulator.fail({ fault: 'redirect', location: elsewhere.url, times: 9 })
  const { outputs } = await step('pause-job', 'IMPORT_JOB_DOING')
  await elsewhere.close()
  expect(elsewhere.requests).toEqual([])
  expect(outputs).toMatchObject({ 'error-code': 'InvalidResponse', 'status-code': '307' })
})

/** Lets a step run until `ready`, then cancels it as a runner does, and says how long its end took, in ms. */
async function cancel(
  signal: 'SIGINT' | 'SIGTERM',
  inputs: Record<string, string>,
  ready: (child: ChildProcess) => Promise<unknown>
): Promise<Outcome & { took: number }> {
  emulator.addJob({ name: JOB, status: 'IMPORT_JOB_DOING' })
  let cancelledAt = 0
  const outcome = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator), ...inputs },
    during: async (child) => {
      await ready(child)
      cancelledAt = performance.now()
      child.kill(signal)
    }
  })
  return { ...outcome, took: performance.now() - cancelledAt }
}

const logged = (text: string) => async (child: ChildProcess) => {
  let log = ''
  child.stdout?.on('data', (chunk) => {
    log += chunk
  })
  while (!log.includes(text)) await once(child.stdout ?? child, 'data')
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s while a request is under way', async (signal) => {
  emulator.fail({ fault: 'silence' })
  const arrived = async (): Promise<void> => {
    while (emulator.requests.length === 0) await setTimeout(5)
  }
  const { exitCode, outputs, log, took } = await cancel(signal, {}, arrived)
  expect(exitCode).toBe(1)
  expect(took).toBeLessThan(2000)
  expect(outputs).toMatchObject({ code: 'fail', 'error-code': 'CancelOperation', 'status-code': '' })
  expect(Object.keys(outputs)).toEqual(OUTPUTS)
  expect(errors(log)).toEqual([
    {
      title: 'CancelOperation',
      text: `The workflow was cancelled. ${LOST}`
    }
  ])
})

test('cancelled before a request could be sent', async () => {
  const connected = Promise.withResolvers<void>()
  const { server, endpoint } = await serve(() => connected.resolve())
  const { outputs, took } = await cancel('SIGINT', { endpoint }, () => connected.promise)
  server.close()
  expect(took).toBeLessThan(2000)
  expect(outputs['error-message']).toBe(
    'The workflow was cancelled. Nothing had been sent that the service could have acted on.'
  )
})

test.each([
  [
    '503-retry-after-seconds',
    'No request was under way; the last one had failed with ServiceUnavailable (HTTP 503).'
  ],
  ['500-retry-after-seconds', LOST]
] as const)('cancelled while waiting after %s', async (fault, text) => {
  emulator.fail({ fault, retryAfterSeconds: 60 })
  const { outputs, took, exitCode } = await cancel('SIGTERM', {}, logged('follows in 60.0 s'))
  expect({ exitCode, code: outputs['error-code'] }).toEqual({ exitCode: 1, code: 'CancelOperation' })
  expect(took).toBeLessThan(2000)
  expect(outputs['error-message']).toBe(`The workflow was cancelled. ${text}`)
})

test.each(['start-job', 'pause-job'])(
  'cancelled after the answer to %s was lost, while nothing is sent',
  async (operation) => {
    let connections = 0
    const stalled = Promise.withResolvers<void>()
    const { server, endpoint } = await serve((socket) => {
      connections += 1
      if (connections === 1) socket.once('data', () => socket.destroy())
      else stalled.resolve()
    })
    const { outputs, took } = await cancel(
      'SIGINT',
      { operation, endpoint: `http://${endpoint}` },
      () => stalled.promise
    )
    server.close()
    expect(took).toBeLessThan(2000)
    expect(outputs['error-message']).toBe(`The workflow was cancelled. ${LOST}`)
  }
)

test.each(['SIGINT', 'deadline'])(
  'a proxy that accepts and says nothing does not keep the process: %s',
  async (end) => {
    const connected = Promise.withResolvers<void>()
    const { server, endpoint } = await serve(() => connected.resolve())
    let endedAt = 0
    const outcome = await runStep({
      inputs: {
        operation: 'pause-job',
        'job-name': JOB,
        ...reach(emulator),
        endpoint: 'mgw.example.com',
        'timeout-seconds': '1'
      },
      env: { HTTPS_PROXY: `http://${endpoint}` },
      during: async (child) => {
        await connected.promise
        endedAt = performance.now()
        if (end === 'SIGINT') child.kill('SIGINT')
      }
    })
    server.close()
    expect(performance.now() - endedAt).toBeLessThan(end === 'SIGINT' ? 2000 : 3500)
    expect(outcome.outputs['error-code']).toBe(end === 'SIGINT' ? 'CancelOperation' : 'ETIMEDOUT')
    expect(Object.keys(outcome.outputs)).toEqual(OUTPUTS)
  }
)

/** A server that does as told with each connection, and never closes one. */
async function serve(connected: (socket: Socket) => void): Promise<{ server: Server; endpoint: string }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    connected(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { server, endpoint: `127.0.0.1:${address.port}` }
}

test('a connection that the server keeps open keeps nothing waiting', async () => {
  const { server, endpoint } = await serve((socket) => {
    socket.once('data', () =>
      socket.write('HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n')
    )
  })
  const begun = performance.now()
  const { exitCode } = await step(
    'pause-job',
    'IMPORT_JOB_DOING',
    { endpoint: `http://${endpoint}` },
    { NODE_OPTIONS: '', TIME_FACTOR: '' }
  )
  server.close()
  expect(exitCode).toBe(0)
  expect(performance.now() - begun).toBeLessThan(2000)
})

test('a TLS handshake that stalls is timed out, and nothing was sent', async () => {
  const { server, endpoint } = await serve(() => {})
  const { outputs } = await step('start-job', 'IMPORT_JOB_BEGIN', { endpoint, 'timeout-seconds': '40' })
  server.close()
  expect(outputs).toMatchObject({ code: 'fail', 'error-code': 'ETIMEDOUT' })
  expect(outputs['error-message']).toBe(
    'The 40 s of timeout-seconds were over while attempt 2 was still connecting.'
  )
})
