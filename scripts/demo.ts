/**
 * `npm run demo`: runs the committed action as a GitHub runner does, against an MGW server on this machine, and shows
 * what a workflow would see. No account is needed. Exits with 1 when anything is not as it should be.
 */
import { EXAMPLE_CREDENTIALS, STILL, startEmulator, startGithubTokens, startSts } from 'mgw-emulator'
import { type Outcome, runStep, WORKFLOW } from './runner.ts'

/** A step, and what must come of it. */
interface Scene {
  title: string
  inputs: Record<string, string>
  /** Whether the step signs in with GitHub's token in place of stored keys. */
  keyless?: boolean
  expected: { exitCode: number; code: string; errorCode: string; job: string | undefined }
}

const JOB = 'nightly-sync'
const accepted = { exitCode: 0, code: 'success', errorCode: '' }
const SCENES: Scene[] = [
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
    title:
      'Pause it again, with no stored key: the step signs in with the token that GitHub gives to the run',
    inputs: { operation: 'pause-job', 'job-name': JOB },
    keyless: true,
    expected: { ...accepted, job: 'IMPORT_JOB_SUSPEND' }
  },
  {
    title: 'Pause it once more, if it is not paused already',
    inputs: { operation: 'pause-job', 'job-name': JOB, idempotent: 'true' },
    expected: { ...accepted, job: 'IMPORT_JOB_SUSPEND' }
  },
  {
    title:
      'Put it into the state that a timetable has for this hour: it runs at all hours, and gently by day',
    inputs: {
      operation: 'apply-timetable',
      'job-name': JOB,
      timezone: 'Asia/Shanghai',
      timetable:
        'Mon-Fri 08:00 run 50Mbit/s 100files/s   # office hours\nMon-Fri 20:00 run 1Gbit/s 1000files/s'
    },
    expected: { ...accepted, job: 'IMPORT_JOB_LAUNCHING' }
  },
  {
    title: 'Look at it',
    inputs: { operation: 'get-job', 'job-name': JOB },
    expected: { ...accepted, job: 'IMPORT_JOB_LAUNCHING' }
  },
  {
    title: 'Close it',
    inputs: { operation: 'close-job', 'job-name': JOB },
    expected: { ...accepted, job: 'IMPORT_JOB_CLOSING' }
  },
  {
    title: 'Pause a job that does not exist: this step must fail',
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
    `Servers that stand in for MGW (${emulator.url}), STS and GitHub's tokens listen on this machine. There is one job, ${JOB}, which was never started. Each step also has the inputs that reach the servers and, unless it says otherwise, keys.`
  )
  let failed = 0
  for (const [index, scene] of SCENES.entries()) if (!(await play(index + 1, scene))) failed += 1
  console.log(
    `\n${SCENES.length} steps were run: ${failed === 0 ? 'all went as they should.' : `${failed} did NOT go as they should.`}`
  )
  process.exitCode = failed === 0 ? 0 : 1
} finally {
  await Promise.all([emulator.close(), sts.close(), github.close()])
}

/** Runs a step, shows it, and says whether it went as it should. */
async function play(number: number, { title, inputs, keyless = false, expected }: Scene): Promise<boolean> {
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
  const asExpected =
    outcome.exitCode === expected.exitCode &&
    outcome.outputs.code === expected.code &&
    outcome.outputs['error-code'] === expected.errorCode &&
    job?.status === expected.job &&
    outcome.stderr === ''
  show(`${number}. ${title}`, keyless ? { ...inputs, ...signIn } : inputs, outcome)
  const state = job && `${job.status}, ${job.maxBandWidth} bit/s, ${job.maxImportTaskQps} files/s`
  console.log(`  The job is now:  ${state ?? 'there is none of that name'}`)
  console.log(`  As it should be: ${asExpected ? 'yes' : `NO, expected ${JSON.stringify(expected)}`}`)
  return asExpected
}

function show(
  title: string,
  inputs: Record<string, string>,
  { log, stderr, outputs, exitCode }: Outcome
): void {
  console.log(`\n${'─'.repeat(100)}\n${title}\n`)
  print('The step says', '- uses: owner/mgw-job-action@v1\n  with:', mapping(inputs, 4))
  print('Its log', asRunnerShows(log), stderr)
  const set = Object.entries(outputs).filter(([, value]) => value !== '')
  const others = Object.keys(outputs).length - set.length
  print('Its outputs', mapping(Object.fromEntries(set), 0), `(the other ${others} are empty)`)
  console.log(`  Its exit code:   ${exitCode} (the step is ${exitCode === 0 ? 'green' : 'red'})`)
}

function print(title: string, ...texts: string[]): void {
  const lines = texts.flatMap((text) => (text === '' ? [] : text.trimEnd().split('\n')))
  console.log(`  ${title}:\n${lines.map((line) => `    │ ${line}`).join('\n')}\n`)
}

function mapping(fields: Record<string, string>, indent: number): string {
  return Object.entries(fields)
    .map(
      ([name, value]) =>
        `${' '.repeat(indent)}${name}: ${value.includes('\n') ? block(value, indent + 2) : value}`
    )
    .join('\n')
}

/** A text of several lines, as YAML keeps it. */
function block(text: string, indent: number): string {
  return ['|', ...text.split('\n').map((line) => ' '.repeat(indent) + line)].join('\n')
}

/** Commands as a runner shows them: masking is silent, an annotation is a coloured line. */
function asRunnerShows(log: string): string {
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
