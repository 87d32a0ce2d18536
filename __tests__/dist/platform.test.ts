import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'acorn'
import { type Emulator, startEmulator } from 'mgw-emulator'
import { root } from '../../scripts/action-yml.ts'
import { runStep } from '../../scripts/runner.ts'
import { errors, OUTPUTS, reach } from './support.ts'

let emulator: Emulator
let folder: string
beforeAll(async () => {
  emulator = await startEmulator()
  folder = await mkdtemp(join(tmpdir(), 'mgw-platform-'))
})
afterAll(async () => {
  await emulator.close()
  await rm(folder, { recursive: true })
})

/** A successful step in a changed environment. */
async function pause(job: string, env: Record<string, string | undefined>): ReturnType<typeof runStep> {
  emulator.addJob({ name: job, status: 'IMPORT_JOB_DOING' })
  return runStep({ inputs: { operation: 'pause-job', 'job-name': job, ...reach(emulator) }, env })
}

test.each([
  ['not set', () => undefined],
  ['no file', () => join(folder, 'missing')],
  ['a folder', () => folder],
  // A device on Linux that is always full; elsewhere a file that is not there.
  ['a full disk', () => '/dev/full']
])('outputs that cannot be written fail the step, after the envelope is in the log: %s', async (what, path) => {
  const { exitCode, log, stderr } = await pause(`outputs-${what.length}`, { GITHUB_OUTPUT: path() })
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
  expect(log.indexOf('"Code": "success"')).toBeGreaterThan(0)
  expect(log.indexOf('"Code": "success"')).toBeLessThan(log.indexOf('::error title=Outputs not written::'))
  expect(log).not.toContain('::set-output')
  expect(errors(log)[0]?.text).toContain('GITHUB_OUTPUT')
})

test.each([
  ['not set', () => undefined],
  ['no file', () => join(folder, 'missing')]
])('a summary that cannot be written changes nothing: %s', async (what, path) => {
  const { exitCode, outputs, log } = await pause(`summary-${what.length}`, { GITHUB_STEP_SUMMARY: path() })
  expect(exitCode).toBe(0)
  expect(outputs.code).toBe('success')
  expect(errors(log)).toEqual([])
})

test('the payload of the event is not read', async () => {
  const payload = join(folder, 'event.json')
  await writeFile(payload, 'this is not JSON')
  const { exitCode, stderr } = await pause('broken-payload', { GITHUB_EVENT_PATH: payload })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  await mkdir(join(folder, 'as-folder'))
  expect((await pause('folder-payload', { GITHUB_EVENT_PATH: join(folder, 'as-folder') })).exitCode).toBe(0)
})

test('it needs no workflow around it', async () => {
  const { exitCode, summary } = await pause('no-workflow', {
    GITHUB_ACTIONS: undefined,
    GITHUB_REPOSITORY: undefined,
    GITHUB_RUN_ID: undefined,
    GITHUB_SERVER_URL: undefined
  })
  expect(exitCode).toBe(0)
  expect(summary).not.toContain('Run')
})

test.each(['start-job', 'update-qos'])(
  '%s makes one request, looks up no name, and touches no file but the outputs and the summary',
  async (operation) => {
    const job = `files-${operation}`
    emulator.addJob({
      name: job,
      status: operation === 'start-job' ? 'IMPORT_JOB_SUSPEND' : 'IMPORT_JOB_DOING'
    })
    const before = emulator.requests.length
    const { exitCode, stderr } = await runStep({
      inputs: {
        operation,
        'job-name': job,
        ...(operation === 'update-qos' && { 'max-bandwidth': '100000000', 'max-qps': '500' }),
        ...reach(emulator)
      },
      env: {
        NODE_OPTIONS: `--import=file://${join(root, '__tests__/preload/watch-files.mjs')}`,
        GITHUB_EVENT_PATH: join(folder, 'event.json')
      }
    })
    expect(exitCode).toBe(0)
    expect(emulator.requests.length - before).toBe(1)
    const files = (JSON.parse(stderr) as string[]).map((path) => path.replace(/^.*[\\/](?=[^\\/]+$)/, ''))
    expect(files.sort()).toEqual(['output', 'summary'])
  }
)

describe('a Node older than 24', () => {
  /** The older Nodes on this machine, from 16 on: that of OLD_NODE, and those in PATH. */
  const inPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'))
  const found = [process.env.OLD_NODE || 'node', ...inPath]
    .map((node) => ({ node, version: spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '' }))
    .filter(({ version }) => /^v(1[6-9]|2[0-3])\./.test(version))
  const older = [...new Map(found.map(({ node, version }) => [version, node]))]

  async function start(node: string, env: Record<string, string> = {}) {
    const before = emulator.requests.length
    const inputs = { operation: 'start-job', 'job-name': 'nightly-sync', ...reach(emulator) }
    const { exitCode, stderr, log, outputs, summary } = await runStep({ inputs, env, node })
    expect({ exitCode, stderr, requests: emulator.requests.length - before }).toEqual({
      exitCode: 1,
      stderr: '',
      requests: 0
    })
    expect(Object.keys(outputs)).toEqual(OUTPUTS)
    expect(outputs).toMatchObject({
      code: 'fail',
      'error-code': 'UnsupportedNode',
      changed: 'false',
      'status-code': ''
    })
    expect(summary).toContain('needs Node 24')
    expect(log.match(/^::(error|warning|notice)/gm)).toEqual(['::error'])
    return errors(log)[0]?.text
  }

  test('is refused before any request, with all outputs and one annotation', async () => {
    const NODE_OPTIONS = `--require=${join(root, '__tests__/preload/old-node.cjs')}`
    expect(await start(process.execPath, { NODE_OPTIONS })).toMatch(
      /^This action needs Node 24, but this is Node 20\.19\.5\. .* set "container: node:24" for the job/
    )
  })

  // OLD_NODE and PATH need not have one.
  const testOld = older.length === 0 ? test.skip.each([['none', '']]) : test.each(older)
  testOld('is refused by itself: %s', async (version, node) => {
    expect(await start(node)).toContain(`this is Node ${version.slice(1)}.`)
  })

  test('can read the program: Node 16 knows what ES2022 has', () => {
    const program = readFileSync(join(root, 'dist/index.js'), 'utf8')
    expect(() => parse(program, { ecmaVersion: 2022 })).not.toThrow()
  })
})

test.each([
  ['in a callback', 'TypeError: a defect in a callback'],
  ['in a promise', 'TypeError: a defect in a promise'],
  ['nothing left', 'Error: The action stopped without a result.']
])('a defect of this action ends the step with outputs, a summary and an annotation: %s', async (what, text) => {
  const job = `defect-${what.length}`
  const NODE_OPTIONS = `--import=file://${join(root, '__tests__/preload/defects.mjs')}`
  const { exitCode, outputs, log, summary, stderr } = await pause(job, { NODE_OPTIONS, DEFECT: what })
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
  // A change may have been sent.
  expect(outputs).toMatchObject({ code: 'fail', 'error-code': 'UnexpectedError', changed: '' })
  expect(Object.keys(outputs)).toEqual(OUTPUTS)
  expect(outputs['error-message']).toContain(text)
  expect(summary).toContain(job)
  expect(errors(log)).toEqual([{ title: 'UnexpectedError', text: expect.stringContaining(text) }])
})
