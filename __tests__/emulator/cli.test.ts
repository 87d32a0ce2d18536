import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from '@jest/globals'
import { EXAMPLE_CREDENTIALS, FAULTS, startEmulator } from 'mgw-emulator'
import { element, sendRaw, signed } from './http.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
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

/** Runs the command and waits until it exits. */
async function run(...args: string[]) {
  const child = start(...args)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { stdout, stderr, code }
}

/** Starts the command on a free port and reads what it prints at startup. */
async function serve(...args: string[]) {
  const child = start('--port', '0', ...args)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => String((await lines.next()).value)
  const startupLines: string[] = []
  do startupLines.push(await next())
  while (!startupLines.at(-1)?.includes('dist/index.js'))
  const inputs = Object.fromEntries(
    startupLines.map((line) =>
      line
        .trim()
        .split(/: (.*)/s)
        .slice(0, 2)
    )
  )
  await next()
  return { child, next, startupLines: startupLines.join('\n'), inputs }
}

describe('npm run emulator', () => {
  test('prints the action inputs, logs each request, and stops on SIGTERM', async () => {
    const { child, next, startupLines, inputs } = await serve('--job', 'nightly-sync:IMPORT_JOB_DOING', '--still')
    expect(startupLines.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')).toBe(
      [
        'The MGW emulator is listening on http://127.0.0.1:PORT. Press Ctrl-C to stop it.',
        'Jobs: nightly-sync (IMPORT_JOB_DOING)',
        '',
        'In a workflow step:',
        '',
        'with:',
        '  operation: get-job',
        '  job-name: nightly-sync',
        '  endpoint: http://127.0.0.1:PORT',
        '  region: cn-hangzhou',
        `  access-key-id: ${EXAMPLE_CREDENTIALS.accessKeyId}`,
        `  access-key-secret: ${EXAMPLE_CREDENTIALS.accessKeySecret}`,
        '',
        'In another terminal, in this folder, to try other inputs (the emulator only accepts this access key, not role-to-assume):',
        '',
        'env GITHUB_OUTPUT=/dev/stdout GITHUB_STEP_SUMMARY=/dev/null \\',
        "  'INPUT_OPERATION=get-job' \\",
        "  'INPUT_JOB-NAME=nightly-sync' \\",
        "  'INPUT_ENDPOINT=http://127.0.0.1:PORT' \\",
        "  'INPUT_REGION=cn-hangzhou' \\",
        `  'INPUT_ACCESS-KEY-ID=${EXAMPLE_CREDENTIALS.accessKeyId}' \\`,
        `  'INPUT_ACCESS-KEY-SECRET=${EXAMPLE_CREDENTIALS.accessKeySecret}' \\`,
        '  node scripts/node24.js dist/index.js'
      ].join('\n')
    )

    const response = await sendRaw(inputs.endpoint ?? '', signed('GET', '/job/nightly-sync'))
    expect(element(response.body, 'Status')).toBe('IMPORT_JOB_DOING')
    expect(await next()).toBe(`GET /job/nightly-sync 200 ${response.headers['x-oss-request-id']}`)

    const missing = await sendRaw(inputs.endpoint ?? '', signed('GET', '/job/no-such-job'))
    expect(await next()).toBe(`GET /job/no-such-job 404 NoSuchImportJob ${missing.headers['x-oss-request-id']}`)

    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  // The command is for a POSIX shell.
  const testInShell = process.platform === 'win32' ? test.skip : test
  testInShell('prints a command that runs the action', async () => {
    const { startupLines, next } = await serve()
    const command = startupLines.slice(startupLines.indexOf('env GITHUB_OUTPUT'))
    // The pipe of cat is one that /dev/stdout can open; Node's own is a socket.
    const log = execFileSync('sh', ['-c', `${command} | cat`], { cwd: ROOT, encoding: 'utf8' })
    expect(log).toContain('::notice title=get-job%3A success::nightly-sync is not started yet')
    expect(log).toMatch(/^job-status<<(\S+)\nIMPORT_JOB_BEGIN\n\1$/m)
    expect(log).not.toContain('::error')
    expect(await next()).toContain('GET /job/nightly-sync 200')
  })

  test('creates jobs with failed files', async () => {
    const { inputs } = await serve('--job', 'photos:IMPORT_JOB_FINISHED', '--failed-files', '3')
    const result = await sendRaw(inputs.endpoint ?? '', signed('GET', '/job/photos?jobResult&runtimeId=1'))
    expect(element(result.body, 'FailedObjectCount')).toBe('3')
  })

  test('creates a default job, injects the --fault failures, and stops on SIGINT', async () => {
    const { child, next, startupLines, inputs } = await serve('--fault', '503-xml:2', '--fault', 'answer-lost')
    expect(startupLines).toContain('Jobs: nightly-sync (IMPORT_JOB_BEGIN)')
    const request = signed('GET', '/job/nightly-sync')
    const statuses: unknown[] = []
    for (let number = 0; number < 4; number += 1) {
      const response = sendRaw(inputs.endpoint ?? '', request)
      statuses.push(
        await response.then(
          ({ status }) => status,
          ({ code }) => code
        )
      )
    }
    expect(statuses).toEqual([503, 503, 'ECONNRESET', 200])
    expect(await next()).toMatch(/^GET \/job\/nightly-sync 503 ServiceUnavailable [0-9A-F]{24}$/)
    await next()
    expect(await next()).toMatch(/^GET \/job\/nightly-sync no response [0-9A-F]{24}$/)

    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

describe('the command line', () => {
  test('has a --help with every fault', async () => {
    const { stdout, stderr, code } = await run('--help')
    expect([stderr, code]).toEqual(['', 0])
    for (const name of Object.keys(FAULTS)) expect(stdout).toContain(`\n  ${name} `)
  })

  test.each([
    [['--prot', '8080'], "Unknown option '--prot'"],
    [['8080'], "Unexpected argument '8080'"],
    [['--port', '65536'], '--port 65536 is not a port. Use a number from 0 to 65535.'],
    [['--port', '0x10'], '--port 0x10 is not a port.'],
    [['--job', 'a:IMPORT_JOB_DOING'], '--job a:IMPORT_JOB_DOING has no valid job name. A name has 3 to 63 letters'],
    [['--job', 'nightly-sync:DOING'], '--job nightly-sync:DOING has an unknown status.'],
    [['--failed-files', '1001'], '--failed-files 1001 is not a number from 0 to 1000.'],
    [['--fault', 'fire'], '--fault fire is not a known fault.'],
    [['--fault', '503-xml:0'], '--fault 503-xml:0 has an invalid number of times. Write it like 503-xml:3.']
  ])('%j is rejected', async (args, message) => {
    const { stdout, stderr, code } = await run(...args)
    expect([stdout, code]).toEqual(['', 2])
    expect(stderr).toContain(message)
    expect(stderr).toMatch(/\nRun with --help for usage\.\n$/)
  })

  test('reports a port that is taken', async () => {
    const emulator = await startEmulator()
    const { stderr, code } = await run('--port', String(emulator.port))
    await emulator.close()
    expect(code).toBe(1)
    expect(stderr).toContain(`EADDRINUSE: address already in use 127.0.0.1:${emulator.port}`)
  })
})
