import { describe, expect, test } from '@jest/globals'
import { errorOf, QOS, read, testRejected } from './support.ts'

describe('operation', () => {
  testRejected([
    [
      'InvalidCommand',
      [
        'operation is not set',
        'start-job, resume-job, pause-job, close-job, update-qos, apply-timetable, get-job, get-job-status, create-report, get-report and retry-job'
      ],
      { operation: '' }
    ],
    ['InvalidCommand', ['"puse-job"', 'Did you mean pause-job?'], { operation: 'puse-job' }],
    ['InvalidCommand', ['"Start-Job"', 'Did you mean start-job?'], { operation: 'Start-Job' }],
    ['InvalidCommand', ['Did you mean pause-job?'], { operation: 'pause' }],
    ['InvalidCommand', ['Did you mean update-qos?'], { operation: 'qos' }],
    ['InvalidCommand', ['"delete everything". Set it to one of start-job'], { operation: 'delete everything' }],
    ['InvalidCommand', ['"toString"'], { operation: 'toString' }],
    ['InvalidCommand', ['…'], { operation: 'x'.repeat(5000) }]
  ])

  test('suggests resume-job for unpause-job', () => {
    expect(errorOf(() => read({ operation: 'unpause-job' })).message).toContain('Did you mean resume-job?')
  })

  test('accepts resume-job', () => {
    expect(read({ operation: 'resume-job', 'wait-for': 'finished' }).operation).toEqual({ name: 'resume-job' })
  })
})

describe('throttling', () => {
  testRejected([
    [
      'InvalidArgument',
      ['both', 'Not set: max-bandwidth.', '100Mbit/s', 'files per second'],
      { ...QOS, 'max-bandwidth': '' }
    ],
    ['InvalidArgument', ['both', 'Not set: max-qps.'], { ...QOS, 'max-qps': '' }],
    ['InvalidArgument', ['Not set: max-bandwidth, max-qps.'], { operation: 'update-qos' }]
  ])

  test.each([
    [{ ...QOS, 'max-bandwidth': '1Mbit/s', 'max-qps': '0' }, 'max-qps is 0 and is sent as it is'],
    [{ ...QOS, 'max-bandwidth': '100' }, 'max-bandwidth is 100, which is 100 bit/s'],
    [
      { operation: 'apply-timetable', timetable: '08:00 run 100', timezone: 'UTC' },
      'a bandwidth of the timetable is 100, which is 100 bit/s'
    ],
    [{ 'max-bandwidth': '7' }, 'max-bandwidth was ignored: it is only for update-qos.']
  ])('warns of %j', (inputs, text) => {
    expect(read(inputs).warnings).toEqual([expect.stringContaining(text)])
  })
})

describe('wait-for', () => {
  testRejected([
    ['InvalidArgument', ['wait-for is "done"', 'accepted, applied or finished'], { 'wait-for': 'done' }],
    [
      'InvalidArgument',
      [
        'finished',
        'start-job, resume-job, get-job, get-job-status, create-report and retry-job only',
        'not for pause-job'
      ],
      { 'wait-for': 'finished' }
    ],
    ['InvalidArgument', ['applied', 'not for get-job'], { operation: 'get-job', 'wait-for': 'applied' }],
    ['InvalidArgument', ['finished', 'not for get-report'], { operation: 'get-report', 'wait-for': 'finished' }],
    ['InvalidArgument', ['applied', 'not for create-report'], { operation: 'create-report', 'wait-for': 'applied' }]
  ])
})

const HOSTED = { RUNNER_ENVIRONMENT: 'github-hosted' }
const LONG = { operation: 'start-job', 'wait-for': 'finished', 'wait-timeout-seconds': '21601' }
const DRY = { operation: 'get-job', 'wait-for': 'finished', 'dry-run': 'true' }
const NOT_AWAITED = "dry-run is true, so get-job doesn't wait for the migration to finish (wait-for: finished)."

test.each<[inputs: Record<string, string>, env: Record<string, string>, warnings: unknown[]]>([
  [DRY, {}, [NOT_AWAITED]],
  [{ ...DRY, 'wait-timeout-seconds': '90000' }, HOSTED, [NOT_AWAITED]],
  [{ operation: 'get-job', 'dry-run': 'true' }, {}, []],
  [{ ...LONG, 'dry-run': 'true' }, HOSTED, []],
  [LONG, HOSTED, [expect.stringContaining('wait-timeout-seconds is 21601, but GitHub-hosted runners stop')]],
  [{ ...LONG, 'wait-for': 'applied' }, HOSTED, [expect.stringContaining('wait-timeout-seconds is 21601')]],
  [{ ...LONG, 'wait-for': 'accepted' }, HOSTED, []],
  [{ ...LONG, 'wait-timeout-seconds': '21600' }, HOSTED, []],
  [LONG, { RUNNER_ENVIRONMENT: 'self-hosted' }, []],
  [LONG, {}, []]
])('warnings about the wait of %j on %j: %j', (inputs, env, warnings) => {
  expect(read(inputs, env).warnings).toEqual(warnings)
})
