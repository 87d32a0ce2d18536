import { ClientError } from '@alicloud/hcs-mgw20240626'
import { input } from '../runner/environment.ts'
import { isPattern, matches } from '../text/glob.ts'
import { quote } from '../text/words.ts'
import { hintOfRounding } from './numbers.ts'

/** Several jobs, as they were asked for. */
export interface Selection {
  /** Names and patterns, in the order of the text. */
  wanted: string[]
  /** Names and patterns of what is left out. */
  excluded: string[]
}

/**
 * The job's name, or what stands for several. The service's pages disagree on upper case, so both are accepted.
 *
 * @throws ClientError `InvalidArgument` when it cannot be one
 */
export function readJobName(): string | Selection {
  const text = input('job-name')
  const parts = text
    .split(/[,\r\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const [first = text] = parts
  if (parts.length < 2 && !isPattern(first) && !first.startsWith('!')) return checkName(first)
  const excluded = parts.filter((part) => part.startsWith('!')).map((part) => part.slice(1).trim())
  const wanted = parts.filter((part) => !part.startsWith('!'))
  if (excluded.includes(''))
    throw new ClientError('InvalidArgument', `job-name is ${quote(text)}, in which nothing follows a !.`)
  for (const part of [...wanted, ...excluded]) isPattern(part) ? checkPattern(part) : checkName(part)
  if (wanted.length > 0) return { wanted, excluded }
  throw new ClientError(
    'InvalidArgument',
    `job-name is ${quote(text)}, which only says what is left out. Name what is wanted too, as in "*".`
  )
}

/** Whether a text is the name of a job, as the service takes it. */
export function isJobName(text: string): boolean {
  return /^[a-z\d][\w-]{2,62}$/i.test(text)
}

/** Whether a selection leaves a job out. */
export function isExcluded(name: string, { excluded }: Selection): boolean {
  return excluded.some((text) => matches(text, name))
}

function checkName(name: string): string {
  if (isJobName(name)) return name
  throw new ClientError(
    'InvalidArgument',
    name === ''
      ? 'job-name is not set. Set it to the name of the job: 3 to 63 characters out of letters, digits, - and _.'
      : `job-name is ${quote(name)}, but a job name has 3 to 63 characters out of letters, digits, - and _, and does not start with - or _.${hintOfSeveral(name)}${hintOfRounding(name)}`
  )
}

/** What to say of a text that was meant as several names; else nothing. */
function hintOfSeveral(name: string): string {
  return /[\s;|'"[\]#]|[^\x20-\x7e]/.test(name)
    ? ' Several names stand on lines of their own, or have commas between them: no spaces, quotes, brackets or comments.'
    : ''
}

function checkPattern(pattern: string): void {
  if (/^[\w*?-]{1,63}$/.test(pattern)) return
  throw new ClientError(
    'InvalidArgument',
    `job-name holds the pattern ${quote(pattern)}, which no job name matches: those have at most 63 characters out of letters, digits, - and _. In a pattern, * stands for any of them, and ? for one.${hintOfSeveral(pattern)}`
  )
}
