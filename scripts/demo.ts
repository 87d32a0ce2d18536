/**
 * `npm run demo`: runs the built action like a GitHub runner, against the emulator, and prints what a workflow would see.
 * No account is needed. Exits with 1 if a step has an unexpected result.
 */
import { EXAMPLE_CREDENTIALS, STILL, startEmulator, startGithubTokens, startSts } from 'mgw-emulator'
import { type Outcome, runStep, WORKFLOW } from './runner.ts'

/** A step and its expected result. */
interface DemoStep {
  title: string
  inputs: Record<string, string>
  /** Whether the step signs in with a GitHub OIDC token instead of an access key. */
  keyless?: boolean
  expected: { exitCode: number; code: string; errorCode: string; job: string | undefined }
}

const JOB = 'nightly-sync'
const accepted = { exitCode: 0, code: 'success', errorCode: '' }
const STEPS: DemoStep[] = [
  {
    title: 'Start the job',
    inputs: { operation: 'start-job', 'job-name': JOB },
    expected: { ...accepted, job: 'IMPORT_JOB_LAUNCHING' }
  },
  {
    title: 'Limit it to 100 Mbit/s and 500 files per second',
    inputs: { operation: 'update-qos', 'job-name': JOB, 'max-bandwidth': '100000000', 'max-qps': '500' },
    expected: { ...accepted, job: 'IMPORT_JOB_LAUNCHING' }
  },
  {
    title: 'Pause it',
    inputs: { operation: 'pause-job', 'job-name': JOB },
    expected: { ...accepted, job: 'IMPORT_JOB_SUSPEND' }
  },
  {
    title: 'Resume it',
    inputs: { operation: 'resume-job', 'job-name': JOB },
    expected: { ...accepted, job: 'IMPORT_JOB_LAUNCHING' }
  },
  {
    title: 'Pause it again without a stored access key: the step signs in with a GitHub OIDC token',
    inputs: { operation: 'pause-job', 'job-name': JOB },
    keyless: true,
    expected: { ...accepted, job: 'IMPORT_JOB_SUSPEND' }
  },
  {
    title: 'Pause it again, unless it is already paused',
    inputs: { operation: 'pause-job', 'job-name': JOB, idempotent: 'true' },
    expected: { ...accepted, job: 'IMPORT_JOB_SUSPEND' }
  },
  {
    title: 'Apply a timetable, which runs the job all day but limits it during office hours',
    inputs: {
      operation: 'apply-timetable',
      'job-name': JOB,
      timezone: 'Asia/Shanghai',
      timetable: 'Mon-Fri 08:00 run 50Mbit/s 100files/s   # office hours\nMon-Fri 20:00 run 1Gbit/s 1000files/s'
    },
    expected: { ...accepted, job: 'IMPORT_JOB_LAUNCHING' }
  },
  {
    title: 'Get its state',
    inputs: { operation: 'get-job', 'job-name': JOB },
    expected: { ...accepted, job: 'IMPORT_JOB_LAUNCHING' }
  },
  {
    title: 'Close it',
    inputs: { operation: 'close-job', 'job-name': JOB },
    expected: { ...accepted, job: 'IMPORT_JOB_CLOSING' }
  },
  {
    title: 'Pause a job that does not exist, which must fail',
    inputs: { operation: 'pause-job', 'job-name': 'nightly-snyc' },
    expected: { exitCode: 1, code: 'fail', errorCode: 'NoSuchImportJob', job: undefined }
  }
]

const sts = await startSts({ trust: { sub: `repo:${WORKFLOW.GITHUB_REPOSITORY}:*` } })
const github = await startGithubTokens({ sub: `repo:${WORKFLOW.GITHUB_REPOSITORY}:ref:refs/heads/main` })
const emulator = await startEmulator({
  credentials: sts.credentials,
  jobs: [{ name: JOB, status: 'IMPORT_JOB_BEGIN' }],
  durations: STILL
})
try {
  console.log(
    `Emulators of MGW (${emulator.url}), STS and GitHub's OIDC endpoint are running on this machine. There is one job, ${JOB}, which has never been started. The inputs for the endpoints and the access key are not shown.`
  )
  let failed = 0
  for (const [index, step] of STEPS.entries()) if (!(await runAndPrint(index + 1, step))) failed += 1
  console.log(
    `\n${STEPS.length} steps were run: ${failed === 0 ? 'all had the expected result.' : `${failed} had an UNEXPECTED result.`}`
  )
  process.exitCode = failed === 0 ? 0 : 1
} finally {
  await Promise.all([emulator.close(), sts.close(), github.close()])
}

/** Runs a step, prints it, and returns whether the result was as expected. */
async function runAndPrint(number: number, { title, inputs, keyless = false, expected }: DemoStep): Promise<boolean> {
  const signIn = keyless
    ? { 'role-to-assume': sts.roleArn, 'oidc-provider-arn': sts.oidcProviderArn }
    : {
        'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
        'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret
      }
  const outcome = await runStep({
    inputs: { ...inputs, ...signIn, region: 'cn-hangzhou', endpoint: emulator.url, 'sts-endpoint': sts.url },
    env: { ACTIONS_ID_TOKEN_REQUEST_URL: github.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken }
  })
  const job = emulator.job(inputs['job-name'] ?? '')
  const isAsExpected =
    outcome.exitCode === expected.exitCode &&
    outcome.outputs.code === expected.code &&
    outcome.outputs['error-code'] === expected.errorCode &&
    job?.status === expected.job &&
    outcome.stderr === ''
  printStep(`${number}. ${title}`, keyless ? { ...inputs, ...signIn } : inputs, outcome)
  const state = job && `${job.status}, ${job.maxBandWidth} bit/s, ${job.maxImportTaskQps} files/s`
  console.log(`  Job:         ${state ?? 'does not exist'}`)
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

/** Formats workflow commands like a runner: `add-mask` is hidden, and annotations get a prefix. */
function formatLog(log: string): string {
  return log
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('::add-mask::'))
    .map((line) =>
      line.replace(
        /^::(error|warning|notice)(?: title=([^:]*))?::/,
        (_, level, title) => `${level}: ${title ? `[${title.replaceAll('%3A', ':')}] ` : ''}`
      )
    )
    .join('\n')
}
