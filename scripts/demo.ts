/**
 * `npm run demo`: runs the built action like a GitHub runner, against the emulator, and prints what a workflow would see.
 * No account is needed. Exits with 1 if a step has an unexpected result.
 */
import { EXAMPLE_CREDENTIALS, type JobStatus, STILL, startEmulator, startGithubTokens, startSts } from 'mgw-emulator'
import { type Outcome, runStep, WORKFLOW } from './runner.ts'

/** A step and its expected result. */
interface DemoStep {
  title: string
  inputs: Record<string, string>
  /** Whether the step signs in with a GitHub OIDC token instead of an access key. */
  keyless?: boolean
  /** The error code, if the step fails. */
  errorCode?: string
  /** The states of jobs after the step, without `IMPORT_JOB_`. */
  jobs: Record<string, string>
}

const JOB = 'nightly-sync'
/** These jobs finish within seconds. */
const [QUICK, FAILING] = ['photos-2025', 'photos-2026']
const SEVERAL = 'team-*'
const TEAM = { 'team-a': 'DOING', 'team-b': 'SUSPEND', 'team-c': 'FINISHED', 'team-d': 'INTERRUPTED' }

const STEPS: DemoStep[] = [
  {
    title: 'Start the job',
    inputs: { operation: 'start-job', 'job-name': JOB },
    jobs: { [JOB]: 'LAUNCHING' }
  },
  {
    title: 'Limit it to 100 Mbit/s and 500 files per second',
    inputs: { operation: 'update-qos', 'job-name': JOB, 'max-bandwidth': '100Mbit/s', 'max-qps': '500' },
    jobs: { [JOB]: 'LAUNCHING' }
  },
  {
    title: 'Pause it, and wait until that shows',
    inputs: { operation: 'pause-job', 'job-name': JOB, 'wait-for': 'applied' },
    jobs: { [JOB]: 'SUSPEND' }
  },
  {
    title: 'Resume it',
    inputs: { operation: 'resume-job', 'job-name': JOB },
    jobs: { [JOB]: 'LAUNCHING' }
  },
  {
    title: 'Resume it again: it is already running',
    inputs: { operation: 'resume-job', 'job-name': JOB },
    jobs: { [JOB]: 'LAUNCHING' }
  },
  {
    title: 'Pause it without a stored access key: the step signs in with a GitHub OIDC token',
    inputs: { operation: 'pause-job', 'job-name': JOB },
    keyless: true,
    jobs: { [JOB]: 'SUSPEND' }
  },
  {
    title: 'Pause it again, unless it is already paused',
    inputs: { operation: 'pause-job', 'job-name': JOB, idempotent: 'true' },
    jobs: { [JOB]: 'SUSPEND' }
  },
  {
    title: 'Apply a timetable, which runs the job all day but limits it during office hours',
    inputs: {
      operation: 'apply-timetable',
      'job-name': JOB,
      timezone: 'Asia/Shanghai',
      timetable: 'Mon-Fri 08:00 run 50Mbit/s 100files/s   # office hours\nMon-Fri 20:00 run 1Gbit/s 1000files/s'
    },
    jobs: { [JOB]: 'LAUNCHING' }
  },
  {
    title: 'Get its state',
    inputs: { operation: 'get-job', 'job-name': JOB },
    jobs: { [JOB]: 'LAUNCHING' }
  },
  {
    title: 'Wait for it to finish, but only for 2 seconds, which must fail',
    inputs: { operation: 'get-job', 'job-name': JOB, 'wait-for': 'finished', 'wait-timeout-seconds': '2' },
    errorCode: 'WaitTimeout',
    jobs: { [JOB]: 'LAUNCHING' }
  },
  {
    title: 'Start a small migration and wait until it finishes',
    inputs: { operation: 'start-job', 'job-name': QUICK, 'wait-for': 'finished' },
    jobs: { [QUICK]: 'FINISHED' }
  },
  {
    title: "Start another one, in which 3 files can't be copied, so it must fail",
    inputs: { operation: 'start-job', 'job-name': FAILING, 'wait-for': 'finished' },
    errorCode: 'FilesFailed',
    jobs: { [FAILING]: 'FINISHED' }
  },
  {
    title: 'Show several jobs: one is running, one paused, one finished, one interrupted',
    inputs: { operation: 'get-job', 'job-name': SEVERAL },
    jobs: TEAM
  },
  {
    title: 'Try what closing them would do',
    inputs: { operation: 'close-job', 'job-name': SEVERAL, 'dry-run': 'true' },
    jobs: TEAM
  },
  {
    title: 'Pause all of them',
    inputs: { operation: 'pause-job', 'job-name': SEVERAL },
    jobs: { ...TEAM, 'team-a': 'SUSPEND' }
  },
  {
    title: 'Close the first job',
    inputs: { operation: 'close-job', 'job-name': JOB },
    jobs: { [JOB]: 'CLOSING' }
  },
  {
    title: 'Pause a job that has finished, which the service must refuse',
    inputs: { operation: 'pause-job', 'job-name': QUICK },
    errorCode: 'InvalidImportJobStatus',
    jobs: { [QUICK]: 'FINISHED' }
  },
  {
    title: 'Pause a job that does not exist, which must fail',
    inputs: { operation: 'pause-job', 'job-name': 'nightly-snyc' },
    errorCode: 'NoSuchImportJob',
    jobs: {}
  }
]

const sts = await startSts({ trust: { sub: `repo:${WORKFLOW.GITHUB_REPOSITORY}:*` } })
const github = await startGithubTokens({ sub: `repo:${WORKFLOW.GITHUB_REPOSITORY}:ref:refs/heads/main` })
// In the first region, jobs stay as they are. In the second, they move on within seconds.
const emulator = await startEmulator({
  credentials: sts.credentials,
  jobs: [
    { name: JOB, status: 'IMPORT_JOB_BEGIN' },
    ...Object.entries(TEAM).map(([name, state]) => ({ name, status: `IMPORT_JOB_${state}` as JobStatus }))
  ],
  durations: STILL
})
const quick = await startEmulator({
  credentials: sts.credentials,
  jobs: [
    { name: QUICK, plan: { totalCount: 1000, copyMs: 1000 } },
    { name: FAILING, plan: { totalCount: 1000, failedCount: 3, copyMs: 1000 } }
  ],
  durations: { launching: 100, preparing: 100, closing: 100 }
})
try {
  console.log(
    `Emulators of MGW (${emulator.url}), STS and GitHub's OIDC endpoint are running on this machine. The job ${JOB} has never been started. The inputs for the endpoints and the access key are not shown.`
  )
  let failed = 0
  for (const [index, step] of STEPS.entries()) if (!(await runAndPrint(index + 1, step))) failed += 1
  console.log(
    `\n${STEPS.length} steps were run: ${failed === 0 ? 'all had the expected result.' : `${failed} had an UNEXPECTED result.`}`
  )
  process.exitCode = failed === 0 ? 0 : 1
} finally {
  await Promise.all([emulator.close(), quick.close(), sts.close(), github.close()])
}

/** Runs a step, prints it, and returns whether the result was as expected. */
async function runAndPrint(
  number: number,
  { title, inputs, keyless = false, ...expected }: DemoStep
): Promise<boolean> {
  const { errorCode = '', jobs } = expected
  const service = Object.keys(jobs).some((name) => name.startsWith('photos')) ? quick : emulator
  const signIn = keyless
    ? { 'role-to-assume': sts.roleArn, 'oidc-provider-arn': sts.oidcProviderArn }
    : {
        'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
        'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret
      }
  const outcome = await runStep({
    inputs: { ...inputs, ...signIn, region: 'cn-hangzhou', endpoint: service.url, 'sts-endpoint': sts.url },
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: github.url,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken,
      GITHUB_ACTION_REPOSITORY: 'owner/mgw-job-action',
      GITHUB_ACTION_REF: 'v1'
    }
  })
  const after = Object.keys(jobs).map((name) => [name, service.job(name)] as const)
  const isAsExpected =
    outcome.exitCode === (errorCode === '' ? 0 : 1) &&
    outcome.outputs['error-code'] === errorCode &&
    after.every(([name, job]) => job?.status === `IMPORT_JOB_${jobs[name]}`) &&
    outcome.stderr === ''
  printStep(`${number}. ${title}`, keyless ? { ...inputs, ...signIn } : inputs, outcome)
  for (const [name, job] of after)
    console.log(`  ${name}: ${job?.status}, ${job?.maxBandWidth} bit/s, ${job?.maxImportTaskQps} files/s`)
  console.log(`  As expected: ${isAsExpected ? 'yes' : `NO, expected ${JSON.stringify(expected)}`}`)
  return isAsExpected
}

function printStep(title: string, inputs: Record<string, string>, { log, stderr, outputs, exitCode }: Outcome): void {
  console.log(`\n${'─'.repeat(100)}\n${title}\n`)
  print('Step', '- uses: owner/mgw-job-action@v1\n  with:', mapping(inputs, 4))
  print('Log', formatLog(log), stderr)
  const set = Object.entries(outputs).filter(([, value]) => value !== '')
  const others = Object.keys(outputs).length - set.length
  print('Outputs', mapping(Object.fromEntries(set), 0), `(${others} others are empty)`)
  console.log(`  Exit code:   ${exitCode} (the step is ${exitCode === 0 ? 'green' : 'red'})`)
}

function print(title: string, ...texts: string[]): void {
  const lines = texts.flatMap((text) => (text === '' ? [] : text.trimEnd().split('\n')))
  console.log(`  ${title}:\n${lines.map((line) => `    │ ${line}`).join('\n')}\n`)
}

function mapping(fields: Record<string, string>, indent: number): string {
  return Object.entries(fields)
    .map(([name, value]) => `${' '.repeat(indent)}${name}: ${value.includes('\n') ? block(value, indent + 2) : value}`)
    .join('\n')
}

/** Formats multi-line text as a YAML block scalar. */
function block(text: string, indent: number): string {
  return ['|', ...text.split('\n').map((line) => ' '.repeat(indent) + line)].join('\n')
}

/** Formats workflow commands like a runner: `add-mask` is hidden, groups get an arrow, and annotations a prefix. */
function formatLog(log: string): string {
  return log
    .split(/\r?\n/)
    .filter((line) => !/^::(add-mask|endgroup)::/.test(line))
    .map((line) => line.replace(/^::group::/, '▸ '))
    .map((line) =>
      line.replace(
        /^::(error|warning|notice)(?: title=([^:]*))?::/,
        (_, level, title) => `${level}: ${title ? `[${title}] ` : ''}`
      )
    )
    .map((line) => line.replace(/%(0A|0D|25|2C|3A)/g, (code) => decodeURIComponent(code)))
    .join('\n')
}
