import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { FAULTS, type FaultName, STILL, startEmulator } from 'mgw-emulator'
import { root } from '../../scripts/action-yml.ts'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { fc } from '../fast-check.ts'
import { commands, errors, JOB, OUTPUTS, reach } from './support.ts'

const preload = (...names: string[]): string =>
  names.map((name) => `--import=file://${join(root, '__tests__/preload', name)}`).join(' ')
const FAST = { NODE_OPTIONS: preload('fast-time.mjs', 'no-such-host.mjs'), TIME_FACTOR: '50' }

/** What holds for every end of every run. */
function expectWellFormed({ exitCode, log, outputs }: Outcome): void {
  expect(Object.keys(outputs)).toEqual(OUTPUTS)
  expect(exitCode).toBe(outputs.code === 'success' ? 0 : 1)
  expect(JSON.parse(outputs.result ?? '')).toMatchObject({ Code: outputs.code })
  expect(outputs['error-code'] === '').toBe(outputs.code === 'success')
  const meant = ['add-mask', 'error', 'notice', 'warning']
  expect(commands(log).filter((command) => !meant.includes(command))).toEqual([])
}

const operation = fc.constantFrom(
  { operation: 'start-job', before: 'IMPORT_JOB_BEGIN', after: 'IMPORT_JOB_LAUNCHING' } as const,
  { operation: 'pause-job', before: 'IMPORT_JOB_DOING', after: 'IMPORT_JOB_SUSPEND' } as const,
  { operation: 'close-job', before: 'IMPORT_JOB_DOING', after: 'IMPORT_JOB_CLOSING' } as const
)

test('any sequence of up to six faults and then health ends in the right state, or in an honest failure', async () => {
  const faults = fc.array(fc.constantFrom(...(Object.keys(FAULTS) as FaultName[])), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(operation, faults, async ({ operation, before, after }, faults) => {
      const emulator = await startEmulator({ jobs: [{ name: JOB, status: before }], durations: STILL })
      const starts = emulator.job(JOB)?.starts ?? 0
      for (const fault of faults)
        emulator.fail({ fault, times: 1, intervalMs: 10, forMs: 20, location: emulator.url })
      const outcome = await runStep({ inputs: { operation, 'job-name': JOB, ...reach(emulator) }, env: FAST })
      const job = emulator.job(JOB)
      await emulator.close()

      expectWellFormed(outcome)
      expect((job?.starts ?? 0) - starts).toBeLessThanOrEqual(1)
      const doubtful = errors(outcome.log).some(({ text }) => text.includes('may or may not'))
      if (outcome.outputs.code === 'success') expect(job?.status).toBe(after)
      else if (!doubtful) expect(job?.status).toBe(before)
    }),
    { numRuns: 30 }
  )
})

test('any bytes as an answer lead to a defined end', async () => {
  const emulator = await startEmulator({ jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }] })
  const headerText = fc.string({
    unit: fc.constantFrom(...'ab:, \t;=/<>&"\'%#[]é\u0000\u001b'),
    maxLength: 20
  })
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((body) => Buffer.from(body)),
    fc
      .string({
        unit: fc.constantFrom(
          '<Error>',
          '</Error>',
          '<Code>',
          '</Code>',
          'A',
          '\n::error::x',
          '##[error]',
          '<![CDATA[',
          ']]>',
          '&#10;',
          '<!--',
          '%0A'
        ),
        maxLength: 20
      })
      .map((body) => Buffer.from(body))
  )
  const answer = fc
    .record({
      status: fc.oneof(
        fc.constantFrom(200, 204, 206, 301, 400, 404, 418, 500),
        fc.integer({ min: 0, max: 1099 })
      ),
      reason: headerText,
      headers: fc.dictionary(
        fc.constantFrom(
          'x-oss-request-id',
          'x-oss-ec',
          'content-type',
          'content-length',
          'transfer-encoding',
          'location',
          'retry-after',
          'date',
          'upgrade'
        ),
        headerText
      ),
      body: bytes
    })
    .map(({ status, reason, headers, body }) => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      return Buffer.concat([
        Buffer.from(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n`, 'latin1'),
        body
      ])
    })
  await fc.assert(
    fc.asyncProperty(fc.oneof(answer, bytes), async (raw) => {
      emulator.fail({ raw, method: 'PUT' })
      const inputs = {
        operation: 'update-qos',
        'job-name': JOB,
        'max-bandwidth': '1',
        'max-qps': '1',
        'max-attempts': '1'
      }
      const outcome = await runStep({ inputs: { ...inputs, ...reach(emulator) }, env: FAST })
      await emulator.heal()
      expectWellFormed(outcome)
      expect(outcome.stderr).toBe('')
    }),
    { numRuns: 80 }
  )
  await emulator.close()
})

test('any text in any input is refused clearly, or sent rightly', async () => {
  const emulator = await startEmulator({ jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }] })
  const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\0'))
  const orText = (...values: string[]) =>
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: text })
  const defaults = reach(emulator)
  const inputs = fc.record({
    operation: orText('update-qos', 'pause-job'),
    'job-name': orText(JOB, 'another-job'),
    'max-bandwidth': orText('1', '9223372036854775807', ''),
    'max-qps': orText('1', '0'),
    region: orText('cn-hangzhou'),
    endpoint: orText(defaults.endpoint ?? ''),
    'user-id': orText('', '1234567890123456'),
    'access-key-id': orText(defaults['access-key-id'] ?? ''),
    'access-key-secret': orText(defaults['access-key-secret'] ?? ''),
    'security-token': orText(''),
    'max-attempts': orText('1', ''),
    'timeout-seconds': orText('10', '')
  })
  const refusals = [
    'InvalidCommand',
    'InvalidArgument',
    'EmptyAccessId',
    'EmptyAccessSecret',
    'EmptyDomain',
    'ENOTFOUND'
  ]
  // What the emulator says to keys that nobody has, to jobs that there are not, and to a job that is paused already.
  const answers = [
    '',
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'InvalidSecurityToken',
    'NoSuchImportJob',
    'InvalidImportJobStatus',
    'AccessDenied'
  ]
  await fc.assert(
    fc.asyncProperty(inputs, async (inputs) => {
      const seen = emulator.requests.length
      const outcome = await runStep({ inputs, env: FAST })
      expectWellFormed(outcome)
      const requests = emulator.requests.slice(seen)
      // The emulator refuses a signature for a region that is not its own.
      const elsewhere = inputs.region.trim() === 'cn-hangzhou' ? [] : ['InvalidArgument']
      expect(requests.length === 0 ? refusals : [...answers, ...elsewhere]).toContain(
        outcome.outputs['error-code']
      )
      for (const { method, path } of requests)
        expect(`${method} ${path}`).toBe(`PUT /job/${inputs['job-name'].trim()}`)
    }),
    { numRuns: 80 }
  )
  await emulator.close()
})
