import { invalid } from '../action-error.ts'
import { input } from '../runner/environment.ts'
import { quote } from '../text.ts'
import type { OperationName } from './operation.ts'
import { readBoolean, readNumber, roundingHint } from './values.ts'

export type JobSelection = ReturnType<typeof readJobs>

/** The jobs that `job-name` selects. */
export function readJobs() {
  const text = input('job-name')
  const written = text.split(/[,\r\n]/).map((part) => part.trim())
  const parts = written.filter((part) => part !== '')
  // An empty list is reported as an invalid name.
  if (parts.length === 0) parts.push(text)
  const include = [...new Set(parts.filter((part) => !part.startsWith('!')))]
  const exclude = [...new Set(parts.filter((part) => part.startsWith('!')).map((part) => part.slice(1).trim()))]
  if (exclude.includes('')) throw invalid(`job-name is ${quote(text)}, with a ! that no name follows.`)
  const all = [...include, ...exclude]
  const patterns = new Set(all.filter(isPattern)).size
  if (patterns > MAX_PATTERNS)
    throw invalid(`job-name contains ${patterns} patterns; ${MAX_PATTERNS} are allowed. Combine them.`)
  for (const part of all) validateNameOrPattern(part)
  if (include.length === 0) {
    throw invalid(`job-name is ${quote(text)}, which only excludes jobs. Also include some, as in "*".`)
  }
  return {
    /** Names and patterns, each once, in the order in which they were written. At least one. */
    include,
    /** The names and patterns after a `!`, without it. */
    exclude,
    /** Whether `job-name` is one plain name, as in `nightly` or `nightly,`. */
    isSingle: parts.length === 1 && !include.some(isPattern)
  }
}

/** Each is compared with the names of all jobs. */
const MAX_PATTERNS = 100

/** Whether the service accepts a name. Its docs disagree on upper case, so both cases are accepted. */
export function isJobName(text: string): boolean {
  return /^[A-Za-z\d][\w-]{2,62}$/.test(text)
}

function validateNameOrPattern(text: string): void {
  if (text === '') throw invalid('job-name is not set. Set it to the name of the job.')
  const hint = /[\s;|'"[\]#]|[^\x20-\x7e]/.test(text)
    ? ' Separate names with commas or line breaks, not with spaces, quotes, brackets or comments.'
    : ''
  if (isPattern(text) && !/^[\w*?-]{1,63}$/.test(text)) {
    throw invalid(
      `job-name contains the pattern ${quote(text)}, which can't match: job names have up to 63 letters, digits, - and _. Use * for any of them, and ? for one.${hint}`
    )
  }
  if (!isPattern(text) && !isJobName(text)) {
    throw invalid(
      `job-name is ${quote(text)}, but a job name has 3 to 63 letters, digits, - and _, and doesn't start with - or _.${hint}${roundingHint(text)}`
    )
  }
}

/** Not in action.yml, because close-job with a pattern has no default. */
const DEFAULT_MAX_JOBS = 50
/** The most jobs that a region can have (https://www.alibabacloud.com/help/en/data-online-migration). */
const MAX_JOBS = 500

/** Rejects more names than max-jobs, and close-job of a pattern without max-jobs. */
export function readBatchOptions(jobs: JobSelection, name: OperationName, dryRun: boolean) {
  const hasLimit = input('max-jobs') !== ''
  const maxJobs = hasLimit ? readNumber('max-jobs', 1, MAX_JOBS) : DEFAULT_MAX_JOBS
  const maxParallel = readNumber('max-parallel', 1, 20)
  const failFast = readBoolean('fail-fast')
  const pattern = jobs.include.find(isPattern)
  if (name === 'close-job' && pattern !== undefined && !dryRun && !hasLimit) {
    throw invalid(
      `close-job ends all migrations that the pattern ${pattern} matches for good. Set max-jobs to the most jobs that it can match, or try dry-run first.`
    )
  }
  const patterns = jobs.exclude.filter(isPattern).map(toRegExp)
  const isExcluded = (name: string): boolean => jobs.exclude.includes(name) || patterns.some((one) => one.test(name))
  const names = jobs.include.filter((text) => !isPattern(text) && !isExcluded(text))
  validateJobCount(names.length, maxJobs)
  return { maxJobs, maxParallel, failFast }
}

/** @throws ActionError `InvalidArgument` if there are more jobs than max-jobs */
export function validateJobCount(count: number, maxJobs: number): void {
  if (count <= maxJobs) return
  const advice =
    count > MAX_JOBS
      ? `A step can process at most ${MAX_JOBS}: split them up.`
      : `Set max-jobs to ${count} if that is intended.`
  throw invalid(
    `job-name selects ${count} jobs, but max-jobs is ${maxJobs}${input('max-jobs') === '' ? ' by default' : ''}. ${advice}`
  )
}

export function isPattern(text: string): boolean {
  return /[*?]/.test(text)
}

/**
 * A pattern for whole names: `*` is any number of characters, `?` is exactly one. It is case-sensitive. Each part between two
 * `*` is matched where it comes first, by a lookahead that isn't tried again: `.*` alone can take exponentially many steps.
 * Most names lack the last part, so that is checked first.
 */
export function toRegExp(pattern: string): Pick<RegExp, 'test'> {
  const [first, ...parts] = pattern
    .replace(/[^\w*?-]/g, '\\$&')
    .replaceAll('?', '.')
    .split(/\*+/)
  const last = parts.pop()
  const middle = parts.map((part, index) => `(?=(.*?${part}))\\${index + 1}`).join('')
  if (last === undefined) return new RegExp(`^${first}$`)
  const end = new RegExp(`${last}$`)
  const all = new RegExp(`^${first}${middle}.*${last}$`)
  return { test: (name) => end.test(name) && all.test(name) }
}
