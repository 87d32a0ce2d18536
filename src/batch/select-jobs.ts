import { invalidResponse, ListJobRequest, type ListJobResp } from '@alicloud/hcs-mgw20240626'
import { ActionError } from '../action-error.ts'
import { isJobName, isPattern, type JobSelection, toRegExp, validateJobCount } from '../inputs/job-selection.ts'
import { JobClient } from '../job/job-client.ts'
import { failure, type OperationResult } from '../job/result.ts'
import { MAX_LISTED_NAME, MAX_NAMES } from '../limits.ts'
import { errorCode } from '../retry/transient.ts'
import { closestMatches, copyOfStart, joinWithAnd, plural, quote, truncateList } from '../text.ts'
import type { Step } from './batch.ts'

/** Resolves `job-name` to the names of jobs, or to the result of a step without any. Calls ListJob only for a pattern. */
export async function resolveJobs(step: Omit<Step, 'onEnd'>): Promise<{ names: string[] } | OperationResult> {
  const { inputs, service, policy, limits } = step
  const { jobs, batch } = inputs
  if (jobs.isSingle) return { names: jobs.include }
  const client = new JobClient(service, '', policy)
  try {
    const read = async (marker: string): Promise<Page> => {
      const request = new ListJobRequest({ count: PAGE_SIZE, marker })
      const { body, statusCode } = await client.read('listJob', [request], limits)
      return { ...body.importJobList, statusCode }
    }
    const listed = jobs.include.some(isPattern) ? await listNames(read) : undefined
    const { names, warnings } = selectJobs(jobs, listed)
    if (names.length === 0) throw new ActionError('NoSuchImportJob', describeNoMatch(jobs, listed))
    validateJobCount(names.length, batch.maxJobs)
    for (const text of warnings) policy.logger.warning(text)
    return { names }
  } catch (error) {
    const note = errorCode(error) === 'AccessDenied' ? LISTING_DENIED : undefined
    return { outcome: failure(error, false), statusCode: client.lastStatusCode, note }
  }
}

const LISTING_DENIED =
  'A pattern in job-name lists all jobs. Allow the RAM user or role mgw:ListImportJob, or write the names out.'

/** The jobs per page: a page with all their details stays far below the largest response. */
const PAGE_SIZE = 100
/** A region has at most 500 jobs, so more pages or names mean a pagination loop. */
const MAX_PAGES = 1000
const MAX_JOBS = 10_000

type Page = ListJobResp & { statusCode: number }

/**
 * The names on all pages, each once, without sub-jobs.
 *
 * @param read reads the page for a marker; the first one's is empty
 * @throws MgwError `InvalidResponse` if the pagination doesn't end
 */
export async function listNames(read: (marker: string) => Promise<Page>): Promise<string[]> {
  const names = new Set<string>()
  const seen = new Set<string>()
  const markers = new Set<string>()
  for (let marker = ''; ; ) {
    const { importJob, truncated, nextMarker = '', statusCode } = await read(marker)
    const before = seen.size
    for (const { name: whole = '', parentName = '' } of importJob) {
      const name = copyOfStart(whole, MAX_LISTED_NAME)
      seen.add(name)
      if (parentName === '') names.add(name)
    }
    markers.add(marker)
    // Without Truncated, a NextMarker means more pages.
    const next = (truncated ?? nextMarker !== '') ? nextMarker : undefined
    const isRepeated = importJob.length > 0 && seen.size === before
    const problem = paginationProblem(next, markers, seen.size, isRepeated)
    if (problem !== undefined)
      throw invalidResponse(`The list of jobs is endless: on page ${markers.size}, ${problem}.`, { statusCode })
    if (next === undefined) return [...names]
    marker = next
  }
}

/** @param next the marker of the next page; undefined after the last page */
function paginationProblem(next: string | undefined, markers: ReadonlySet<string>, count: number, isRepeated: boolean) {
  if (count > MAX_JOBS || (next !== undefined && markers.size >= MAX_PAGES))
    return `there were ${count} names, but a region has at most 500 jobs`
  if (next === undefined) return undefined
  if (isRepeated) return 'a page came twice'
  return markers.has(next) ? `NextMarker ${next === '' ? 'is missing' : 'goes back'}` : undefined
}

/**
 * The selected names, each once: in the order of the text, a pattern's matches by name.
 *
 * @param listed the names from ListJob; undefined without a pattern
 */
export function selectJobs(selection: JobSelection, listed?: readonly string[]) {
  const valid = [...new Set(listed)].filter(isJobName).sort()
  const selected = selection.include.map((text) => ({ text, names: namesFor(text, valid) }))
  const found = new Set(selected.flatMap(({ names }) => names))
  const all = [...found]
  const excluded = selection.exclude.map((text) => {
    return { text: `!${text}`, names: namesFor(text, all).filter((name) => found.has(name)) }
  })
  const left = new Set(excluded.flatMap(({ names }) => names))
  const names = all.filter((name) => !left.has(name))
  if (names.length === 0) return { names, warnings: [] }
  const warnings: string[] = []
  // In a request's path, an invalid name could address something else.
  const invalid = (listed ?? []).filter((name) => !isJobName(name)).map((name) => quote(name, 80))
  if (invalid.length > 0)
    warnings.push(
      `ListJob returned ${plural(invalid.length, 'invalid job name')}, left out: ${truncateList(invalid, 3)}.`
    )
  // An exclusion without a match can mean that a job is changed by mistake.
  const unmatched = [...selected, ...excluded].flatMap(({ text, names }) => (names.length === 0 ? text : []))
  if (unmatched.length > 0) {
    const verb = unmatched.length === 1 ? 'matches' : 'match'
    const closest = describeClosest(unmatched, [...new Set([...valid, ...found])])
    warnings.push(`In job-name, ${truncateList(unmatched)} ${verb} no job. ${closest}`.trim())
  }
  return { names, warnings }
}

function namesFor(text: string, valid: readonly string[]): readonly string[] {
  if (!isPattern(text)) return [text]
  const pattern = toRegExp(text)
  return valid.filter((name) => pattern.test(name))
}

/** Why a selection matches no job. */
export function describeNoMatch({ include, exclude }: JobSelection, listed?: readonly string[]): string {
  const text = [...include, ...exclude.map((name) => `!${name}`)].join(', ')
  const problem = `No job matches job-name, ${quote(text)}`
  if (listed === undefined) return `${problem}: it also excludes every name.`
  const valid = listed.filter(isJobName).sort()
  if (valid.length === 0) return `${problem}: there are no jobs in this account and region.`
  const wanted = new Set(include.flatMap((text) => namesFor(text, valid)))
  const matched = valid.filter((name) => wanted.has(name))
  if (matched.length > 0) return `${problem}: it also excludes what it matches (${truncateList(matched)}).`
  const advice = describeClosest(include, valid) || `Jobs in this region: ${truncateList(valid)}.`
  return `${problem}. ${advice} Names are case-sensitive; also check region and user-id.`
}

/** The names that are closest to parts of a selection, as a sentence; empty if there are none. */
function describeClosest(parts: readonly string[], names: readonly string[]): string {
  // A region has at most 500 jobs.
  const compared = names.slice(0, 500)
  const near = parts.slice(0, MAX_NAMES).flatMap((text) => closestMatches(text.replace(/[!*?]+/g, ''), compared))
  return near.length === 0 ? '' : `The closest are ${joinWithAnd([...new Set(near)].slice(0, 5))}.`
}
