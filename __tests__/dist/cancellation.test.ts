import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Emulator, STILL, startEmulator } from 'mgw-emulator'
import { root } from '../../scripts/action-yml.ts'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { commands, errors, JOB, OUTPUTS, reach } from './support.ts'

/** What a run must end within, in ms, once it is cancelled or has its answer. */
const AT_ONCE = 2000
const CANCELLED = 'The workflow was cancelled.'
const LOST = 'A change was sent, and its response never came: the service may or may not have applied it.'

let emulator: Emulator
let arrived: PromiseWithResolvers<void>
let closings: (() => void)[]
beforeEach(async () => {
  arrived = Promise.withResolvers()
  closings = []
  emulator = await startEmulator({
    durations: STILL,
    jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }],
    onRequest: () => arrived.resolve()
  })
})
afterEach(async () => {
  for (const close of closings) close()
  await emulator.close()
})

/** Runs a step, and when `ready` does something to its process. `took`: how long its end took from then on, in ms. */
async function step(
  inputs: Record<string, string> = {},
  ready: (child: ChildProcess) => Promise<unknown> = async () => {},
  then: (child: ChildProcess) => void = () => {},
  env: Record<string, string> = {}
): Promise<Outcome & { took: number }> {
  let since = performance.now()
  const outcome = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator), ...inputs },
    env,
    during: async (child) => {
      await ready(child)
      since = performance.now()
      then(child)
    }
  })
  return { ...outcome, took: performance.now() - since }
}

const kill = (signal: 'SIGINT' | 'SIGTERM') => (child: ChildProcess) => void child.kill(signal)

const logged = (text: string) => async (child: ChildProcess) => {
  let log = ''
  child.stdout?.on('data', (chunk) => {
    log += chunk
  })
  while (!log.includes(text)) await once(child.stdout ?? child, 'data')
}

/** A server that handles each connection with the given function, and closes none. */
async function serve(connected: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    closings.push(() => socket.destroy())
    socket.on('error', () => {})
    connected(socket)
  }).listen(0, '127.0.0.1')
  closings.push(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `127.0.0.1:${address.port}`
}

/** What holds for every end of every run. */
function expectWellFormed({ exitCode, log, outputs, stderr }: Outcome): void {
  expect(stderr).toBe('')
  expect(Object.keys(outputs)).toEqual(OUTPUTS)
  expect(exitCode).toBe(outputs.code === 'success' ? 0 : 1)
  expect(JSON.parse(outputs.result ?? '')).toMatchObject({ Code: outputs.code })
  expect(outputs['error-code'] === '').toBe(outputs.code === 'success')
  const meant = ['add-mask', 'error', 'notice', 'warning']
  expect(commands(log).filter((command) => !meant.includes(command))).toEqual([])
}

describe('cancelled', () => {
  const stalled = async (): Promise<[string, Promise<void>]> => {
    const connected = Promise.withResolvers<void>()
    return [await serve(() => connected.resolve()), connected.promise]
  }

  test.each<
    [
      when: string,
      signal: 'SIGINT' | 'SIGTERM',
      prepare: () => Promise<{
        inputs?: Record<string, string>
        ready: (child: ChildProcess) => Promise<unknown>
      }>,
      message: string
    ]
  >([
    [
      'while a request is under way',
      'SIGINT',
      async () => {
        emulator.fail({ fault: 'silence' })
        return { ready: () => arrived.promise }
      },
      LOST
    ],
    [
      'while a request is under way',
      'SIGTERM',
      async () => {
        emulator.fail({ fault: 'silence' })
        return { ready: () => arrived.promise }
      },
      LOST
    ],
    [
      'before a request could be sent',
      'SIGINT',
      async () => {
        const [endpoint, connected] = await stalled()
        return { inputs: { endpoint }, ready: () => connected }
      },
      'No change was in flight.'
    ],
    [
      'while it waits for the next attempt',
      'SIGTERM',
      async () => {
        emulator.fail({ fault: '503-retry-after-seconds', retryAfterSeconds: 60 })
        return { ready: logged('Retrying in 60.0 s') }
      },
      'The last request had failed with ServiceUnavailable (HTTP 503).'
    ],
    [
      'while it waits for the next attempt, and the last one is in doubt',
      'SIGINT',
      async () => {
        emulator.fail({ fault: '500-retry-after-seconds', retryAfterSeconds: 60 })
        return { ready: logged('Retrying in 60.0 s') }
      },
      LOST
    ]
  ])('%s: %s', async (_, signal, prepare, state) => {
    const { inputs, ready } = await prepare()
    const outcome = await step(inputs, ready, kill(signal))
    expectWellFormed(outcome)
    expect(outcome.took).toBeLessThan(AT_ONCE)
    expect(outcome.outputs).toMatchObject({
      'error-code': 'CancelOperation',
      changed: state === LOST ? '' : 'false'
    })
    expect(errors(outcome.log)).toEqual([{ title: 'CancelOperation', text: `${CANCELLED} ${state}` }])
  })

  test('while it connects through a proxy that says nothing', async () => {
    const [proxy, connected] = await stalled()
    const outcome = await step({ endpoint: 'mgw.example.com' }, () => connected, kill('SIGINT'), {
      HTTPS_PROXY: `http://${proxy}`
    })
    expectWellFormed(outcome)
    expect(outcome.took).toBeLessThan(AT_ONCE)
    expect(outcome.outputs['error-code']).toBe('CancelOperation')
  })
})

describe('what does not keep a run from its end', () => {
  test('a proxy that says nothing, at the end of the time', async () => {
    const proxy = await serve(() => {})
    const outcome = await step({ endpoint: 'mgw.example.com', 'timeout-seconds': '1' }, undefined, undefined, {
      HTTPS_PROXY: `http://${proxy}`
    })
    expectWellFormed(outcome)
    expect(outcome.took).toBeLessThan(1000 + AT_ONCE)
    expect(outcome.outputs['error-code']).toBe('ETIMEDOUT')
    expect(outcome.outputs['error-message']).toMatch(
      /^timeout-seconds \(1 s\) expired while attempt 1 was still connecting\. \(the migration service at \S*mgw\.example\.com\)$/
    )
  })

  test('a connection that the server keeps open', async () => {
    const endpoint = await serve((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n'))
    })
    const { exitCode, took } = await step({ endpoint: `http://${endpoint}` })
    expect(exitCode).toBe(0)
    expect(took).toBeLessThan(AT_ONCE)
  })
})

test('who listens to the standard output does not end the run', async () => {
  emulator.fail({ fault: '503-retry-after-seconds', retryAfterSeconds: 1 })
  const preload = join(root, '__tests__/preload/stdout-listener.cjs')
  const outcome = await step({}, undefined, undefined, { NODE_OPTIONS: `--require=${preload}` })
  expectWellFormed(outcome)
  expect(outcome.log).toMatch(/^watching\n/)
  expect(outcome.outputs).toMatchObject({ code: 'success', changed: 'true' })
  expect(emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
})

const SERVER = String.raw`the migration service at 127\.0\.0\.1:\d+`
test.each<[what: string, raw: string, errorCode: string, message: RegExp]>([
  ['nothing', '', 'ECONNRESET', new RegExp(` \\(${SERVER}\\)$`)],
  [
    'no HTTP',
    '220 mail.example.com ESMTP\r\n\r\n::error::boo',
    'InvalidResponse',
    new RegExp(`Invalid HTTP from ${SERVER}`)
  ],
  ['a status that there is not', 'HTTP/1.1 1099 \u001b[31m\r\n\r\n##[error]boo', 'InvalidResponse', /Invalid HTTP/],
  [
    'another protocol',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n',
    'ECONNRESET',
    new RegExp(` \\(${SERVER}\\)$`)
  ],
  [
    'commands',
    'HTTP/1.1 400 \r\n\r\n<Error><Code>\n::error::x\n##[error]y</Code><Message>%0A::set-env</Message></Error>',
    '::error::x\n##[error]y',
    /set-env/
  ]
])('an answer of %s leads to a defined end', async (_, raw, errorCode, message) => {
  emulator.fail({ raw: Buffer.from(raw, 'latin1'), method: 'PUT' })
  const outcome = await step({
    operation: 'update-qos',
    'max-bandwidth': '1',
    'max-qps': '1',
    'max-attempts': '1'
  })
  expectWellFormed(outcome)
  expect(outcome.outputs['error-code']).toBe(errorCode)
  expect(outcome.outputs['error-message']).toMatch(message)
})

test.each<[name: string, value: string, errorCode: string]>([
  ['job-name', 'nightly\n::error::boo', 'InvalidArgument'],
  ['job-name', '../x?y#z', 'InvalidArgument'],
  ['job-name', '夜 ##[error]', 'InvalidArgument'],
  ['operation', '\u001b[31m', 'InvalidCommand'],
  ['max-attempts', '0x10', 'InvalidArgument'],
  ['max-attempts', '0', 'InvalidArgument'],
  ['timeout-seconds', '86401', 'InvalidArgument'],
  ['endpoint', 'http://[::1', 'InvalidArgument']
])('an invalid %s, %j, is rejected and nothing is sent', async (name, value, errorCode) => {
  const outcome = await step({ [name]: value })
  expectWellFormed(outcome)
  expect(outcome.outputs['error-code']).toBe(errorCode)
  expect(emulator.requests).toEqual([])
})
