import { readAction } from '../../../scripts/action-yml.ts'
import { BEARER } from '../inputs.ts'
import type { Run } from '../run.ts'
import type { Exchange } from '../runner/exchange.ts'
import type { Scenario } from '../scenario.ts'
import { doubt, Evidence, type Finding, lie } from './evidence.ts'
import { readResults } from './job-report.ts'

const OUTPUTS = Object.keys(readAction().outputs)
/** The workflow commands that the action uses. */
const COMMANDS = /^::(?:add-mask|debug|notice|warning|error|group|endgroup)(?: [^:]*)?::/
/** The tolerance for deadlines, in ms. The last poll of a wait starts at its deadline. */
const GRACE_MS = 2_000
const LAST_POLL_MS = 10_000
/** The extra time for the history after a round finishes, in ms. */
const HISTORY_MS = 60_000
/** The time between a runner's SIGINT and its SIGTERM, in ms. */
const CANCEL_MS = 7_500

/** Checks what applies to every run. */
export function judgeRun(run: Run, outputs: Map<string, string> | undefined): Finding[] {
  const { ending } = run
  if (ending.how === 'crashed' || ending.how === 'stuck') {
    return [lie('crash', '', `The process ${ending.how} at ${ending.endedAt}: ${ending.error ?? ''}`)]
  }
  if (ending.how === 'killed' && (run.cancelledAt ?? 0) === 0) return []
  if (outputs === undefined) return [lie('outputs-broken', '', 'The outputs cannot be parsed.')]
  return [
    ...judgeOutputs(run, outputs),
    ...judgeSums(run, outputs),
    ...judgeSelection(run, outputs),
    ...judgeSecrets(run),
    ...judgeCommands(run),
    ...judgeDuration(run),
    ...judgeParallel(run)
  ]
}

function judgeOutputs({ ending }: Run, outputs: Map<string, string>): Finding[] {
  const missing = OUTPUTS.filter((name) => !outputs.has(name))
  if (missing.length > 0) return [lie('outputs-missing', '', `It did not set ${missing.join(', ')}.`)]
  const code = outputs.get('code')
  const findings: Finding[] = []
  if ((code === 'success') !== (ending.exitCode === 0) || !['success', 'fail'].includes(code ?? '')) {
    findings.push(lie('exit-code', '', `code is ${code}, but the exit code is ${ending.exitCode}.`))
  }
  if ((code === 'success') !== (outputs.get('error-code') === '')) {
    findings.push(lie('error-code', '', `code is ${code}, but error-code is "${outputs.get('error-code')}".`))
  }
  if (resultCode(outputs.get('result')) !== code) {
    findings.push(lie('result', '', `code is ${code}, but result is ${outputs.get('result')}.`))
  }
  return findings
}

function resultCode(result: string | undefined): unknown {
  try {
    return JSON.parse(result ?? '').Code
  } catch {
    return undefined
  }
}

/** Checks that the aggregate outputs match `results`. */
function judgeSums({ scenario }: Run, outputs: Map<string, string>): Finding[] {
  const results = readResults(outputs.get('results') ?? '')
  if (scenario.step.names === 'one' || results.length === 0) return []
  const good = results.filter(({ code }) => code === 'success').length
  const changed = results.map((result) => result.changed)
  const changedOf = (): string => {
    if (changed.includes(true)) return 'true'
    return changed.every((value) => value === false) ? 'false' : ''
  }
  const expected = {
    'jobs-total': String(results.length),
    'jobs-succeeded': String(good),
    'jobs-failed': String(results.length - good),
    'jobs-changed': String(changed.filter((value) => value === true).length),
    code: good === results.length ? 'success' : 'fail',
    changed: changedOf()
  }
  return Object.entries(expected).flatMap(([name, value]) =>
    outputs.get(name) === value
      ? []
      : [lie('sums', '', `${name} is "${outputs.get(name)}", but results adds up to "${value}".`)]
  )
}

/** How long a list can show a job that was deleted, in ms. */
const MISSING_MS = 60_000

/** Checks that no job is missing in `results`, unless only a pattern named it and it is gone. */
function judgeSelection(run: Run, outputs: Map<string, string>): Finding[] {
  const { step, targets } = run.scenario
  const results = readResults(outputs.get('results') ?? '')
  if (step.names === 'one' || results.length === 0) return []
  const missing = targets.filter((name) => results.every(({ job }) => job !== name))
  return missing.flatMap((name) => {
    const { observable, exchanges } = new Evidence(run, name)
    const wasGone = observable.length === 0 || observable.some(({ state }) => ['DELETING', 'GONE'].includes(state))
    const wasToldSo = exchanges.some(({ note }) => note?.code === 'NoSuchImportJob')
    if (step.names === 'pattern' && (wasGone || wasToldSo)) return []
    // Between two pages, the list can move up because another job was deleted.
    const wasListed = run.exchanges.some(
      ({ note, answer, reply }) => answer === reply && note?.listed?.some((job) => job.name === name)
    )
    const isMoved = [...run.region.jobs.values()].some(({ moments }) =>
      moments.some(({ state, since }) => state === 'GONE' && since > -MISSING_MS)
    )
    const text = 'It is missing in results.'
    return [
      step.names === 'pattern' && isMoved && !wasListed ? doubt('left-out', name, text) : lie('left-out', name, text)
    ]
  })
}

function judgeSecrets({ secrets, lines, outputs, summary }: Run): Finding[] {
  const log = lines.filter(({ text }) => !text.startsWith('::add-mask::')).map(({ text }) => text)
  const all = [...log, outputs, summary].join('\n')
  const seen = [...secrets, BEARER].filter((secret) => all.includes(secret))
  return seen.map((secret) => lie('secret', '', `It shows a secret: ${secret.slice(0, 8)}….`))
}

function judgeCommands({ lines }: Run): Finding[] {
  // The runner doesn't search a `::` command for the older `##[` form.
  const bad = lines.filter(({ text }) =>
    /^\s*::/.test(text) ? !COMMANDS.test(text) || text.startsWith('::error::INJECTED') : text.includes('##[')
  )
  return bad.map(({ at, text }) => lie('command', '', `The log contains a foreign command at ${at}: ${text}`))
}

function judgeDuration({ scenario, ending, cancelledAt }: Run): Finding[] {
  const limit = deadlineOf(scenario)
  if (ending.endedAt > limit) {
    return [lie('late', '', `It ended at ${ending.endedAt}, after its deadline of ${limit}.`)]
  }
  if (cancelledAt === undefined || ending.endedAt <= cancelledAt + CANCEL_MS) return []
  return [lie('cancel-late', '', `It was cancelled at ${cancelledAt}, but ended at ${ending.endedAt}.`)]
}

function deadlineOf({ step, targets }: Scenario): number {
  const { names, operation, waitFor, maxParallel } = step
  const isTimetable = operation === 'apply-timetable'
  const turns = names === 'one' ? 1 : 1 + Math.ceil(targets.length / maxParallel)
  // A timetable can make several changes, and wait for a pause before it throttles a job.
  const changes = step.timeoutSeconds * turns * (isTimetable ? 3 : 1)
  // The wait of several jobs starts with the first accepted change, so jobs can queue before that.
  const waits = waitFor === 'finished' && names !== 'one' ? 2 : waitFor === 'accepted' && !isTimetable ? 0 : 1
  const history = waitFor === 'finished' ? HISTORY_MS : 0
  const lastPoll = waits === 0 ? 0 : LAST_POLL_MS
  return (changes + step.waitSeconds * waits) * 1000 + history + lastPoll + GRACE_MS
}

function judgeParallel({ exchanges, scenario }: Run): Finding[] {
  const { maxParallel, names } = scenario.step
  const limit = names === 'one' ? 1 : maxParallel
  const updates = exchanges.filter(({ method }) => method === 'PUT')
  const most = Math.max(
    0,
    ...updates.map(({ at }) => updates.filter((other) => other.at <= at && endOf(other) > at).length)
  )
  return most > limit ? [lie('parallel', '', `${most} changes were in flight, but max-parallel is ${limit}.`)] : []
}

function endOf({ answeredAt, failedAt, abortedAt }: Exchange): number {
  return answeredAt ?? failedAt ?? abortedAt ?? Number.POSITIVE_INFINITY
}
