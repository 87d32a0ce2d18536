import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from '@jest/globals'
import { EXAMPLE_CREDENTIALS, FAULTS, startEmulator } from 'mgw-emulator'
import { element, sendRaw, signed } from './http.ts'

const CLI = fileURLToPath(new URL('../../packages/mgw-emulator/src/cli/main.ts', import.meta.url))

let children: ChildProcess[] = []
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
})

function start(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return child
}

/** Runs it to its end. */
async function run(...args: string[]) {
  const child = start(...args)
  const [output, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close')
  ])
  return { output, complaint, code }
}

/** Starts it on a free port, and waits for the end of what it prints then. */
async function serve(...args: string[]) {
  const child = start('--port', '0', ...args)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => String((await lines.next()).value)
  const greeting: string[] = []
  do greeting.push(await next())
  while (!greeting.at(-1)?.includes('access-key-secret'))
  const inputs = Object.fromEntries(
    greeting.map((line) =>
      line
        .trim()
        .split(/: (.*)/s)
        .slice(0, 2)
    )
  )
  await next()
  return { child, next, greeting: greeting.join('\n'), inputs }
}

describe('a server by hand', () => {
  test('prints the inputs that reach it, logs a line for each request, and stops on SIGTERM', async () => {
    const { child, next, greeting, inputs } = await serve('--job', 'nightly-sync:IMPORT_JOB_DOING', '--still')
    expect(greeting.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')).toBe(
      [
        'The MGW emulator listens at http://127.0.0.1:PORT. Ctrl-C stops it.',
        'Jobs: nightly-sync (IMPORT_JOB_DOING)',
        '',
        'with:',
        '  operation: pause-job',
        '  job-name: nightly-sync',
        '  endpoint: http://127.0.0.1:PORT',
        '  region: cn-hangzhou',
        `  access-key-id: ${EXAMPLE_CREDENTIALS.accessKeyId}`,
        `  access-key-secret: ${EXAMPLE_CREDENTIALS.accessKeySecret}`
      ].join('\n')
    )

    const answer = await sendRaw(inputs.endpoint ?? '', signed('GET', '/job/nightly-sync'))
    expect(element(answer.body, 'Status')).toBe('IMPORT_JOB_DOING')
    expect(await next()).toBe(`GET /job/nightly-sync 200 ${answer.headers['x-oss-request-id']}`)

    const refused = await sendRaw(inputs.endpoint ?? '', signed('GET', '/job/no-such-job'))
    expect(await next()).toBe(
      `GET /job/no-such-job 404 NoSuchImportJob ${refused.headers['x-oss-request-id']}`
    )

    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  test('stops on SIGINT too, fails as it is told, and begins without a job that is named', async () => {
    const { child, next, greeting, inputs } = await serve('--fault', '503-xml:2', '--fault', 'answer-lost')
    expect(greeting).toContain('Jobs: nightly-sync (IMPORT_JOB_BEGIN)')
    const request = signed('GET', '/job/nightly-sync')
    const statuses: unknown[] = []
    for (let number = 0; number < 4; number += 1) {
      const answer = sendRaw(inputs.endpoint ?? '', request)
      statuses.push(
        await answer.then(
          ({ status }) => status,
          ({ code }) => code
        )
      )
    }
    expect(statuses).toEqual([503, 503, 'ECONNRESET', 200])
    expect(await next()).toMatch(/^GET \/job\/nightly-sync 503 ServiceUnavailable [0-9A-F]{24}$/)
    await next()
    expect(await next()).toMatch(/^GET \/job\/nightly-sync no answer [0-9A-F]{24}$/)

    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

describe('the command line', () => {
  test('is explained by --help, with every fault', async () => {
    const { output, complaint, code } = await run('--help')
    expect([complaint, code]).toEqual(['', 0])
    for (const name of Object.keys(FAULTS)) expect(output).toContain(`\n  ${name} `)
  })

  test.each([
    [['--prot', '8080'], "Unknown option '--prot'"],
    [['8080'], "Unexpected argument '8080'"],
    [['--port', '65536'], '--port 65536 is not a port. Write a number from 0 to 65535.'],
    [['--port', '0x10'], '--port 0x10 is not a port.'],
    [
      ['--job', 'a:IMPORT_JOB_DOING'],
      '--job a:IMPORT_JOB_DOING has no valid job name. A name has 3 to 63 letters'
    ],
    [['--job', 'nightly-sync:DOING'], '--job nightly-sync:DOING has no status that a job can have.'],
    [['--fault', 'fire'], '--fault fire is not the name of a fault.'],
    [['--fault', '503-xml:0'], '--fault 503-xml:0 has no valid number of times. Write it as 503-xml:3.']
  ])('%j is refused', async (args, message) => {
    const { output, complaint, code } = await run(...args)
    expect([output, code]).toEqual(['', 2])
    expect(complaint).toContain(message)
    expect(complaint).toMatch(/\n--help lists what there is\.\n$/)
  })

  test('names the port that is taken', async () => {
    const emulator = await startEmulator()
    const { complaint, code } = await run('--port', String(emulator.port))
    await emulator.close()
    expect(code).toBe(1)
    expect(complaint).toContain(`EADDRINUSE: address already in use 127.0.0.1:${emulator.port}`)
  })
})
