import { type Client, invalidResponse, ListJobRequest, type ListJobResp } from '@alicloud/hcs-mgw20240626'
import type { RenewableCredentials } from '../auth/session.ts'
import { createRequests } from '../job/requests.ts'
import { type RetryOptions, retry } from '../retry/retry.ts'
import { beginningOf } from '../text/words.ts'

/** How many jobs a page may have: with what the service says of each, it stays far below the largest answer. */
const PAGE = 100
/** An account has at most 500 jobs in a region, so who has not come to the end by then goes round in circles. */
const MOST_PAGES = 1000
const MOST_NAMES = 10_000
/** How much of a name is kept, in characters: more than one may have, so that what is cut is no name either. */
const MAX_NAME = 100

/** A page of ListJob, and the HTTP status that it came with. */
interface Page extends ListJobResp {
  statusCode: number
}

/** The jobs of an account in a region. */
export interface JobList {
  /**
   * The names of all of them, sub-jobs left out, as the service tells them.
   *
   * @throws what `retry` throws; MgwError `InvalidResponse` when the pages have no end
   */
  names(options: RetryOptions): Promise<string[]>
  /** The HTTP status of the service's last answer. */
  lastStatus(): number | undefined
}

/** @param userId the main account's ID */
export function reachList(client: Client, credentials: RenewableCredentials, userId: string): JobList {
  const { request, lastStatus } = createRequests(credentials)
  const page = (marker: string, options: RetryOptions): Promise<Page> =>
    retry(
      options,
      request(
        options,
        'ListJob',
        (attempt) => client.listJob(userId, new ListJobRequest({ count: PAGE, marker }), attempt),
        ({ body, statusCode }) => ({ ...body.importJobList, statusCode })
      )
    )
  return { lastStatus, names: (options) => allNames((marker) => page(marker, options)) }
}

/**
 * The names on all pages, each once.
 *
 * @param read reads the page that a marker stands for; the first one's is empty
 * @throws MgwError `InvalidResponse` for a page that comes twice, a NextMarker that goes back, or none where there should
 *   be one, and for more pages or names than there can be
 */
export async function allNames(read: (marker: string) => Promise<Page>): Promise<string[]> {
  const names = new Set<string>()
  const seen = new Set<string>()
  const markers = new Set<string>()
  for (let marker = ''; ; ) {
    const { importJob, truncated, nextMarker = '', statusCode } = await read(marker)
    // Without a word on it, a marker says that there is more.
    const goesOn = truncated ?? nextMarker !== ''
    const before = seen.size
    for (const { name: whole = '', parentName = '' } of importJob) {
      const name = beginningOf(whole, MAX_NAME)
      seen.add(name)
      if (parentName === '') names.add(name)
    }
    markers.add(marker)
    const isEndless = seen.size > MOST_NAMES || (goesOn && markers.size >= MOST_PAGES)
    if (!goesOn && !isEndless) return [...names]
    const isRepeated = importJob.length > 0 && seen.size === before
    if (isRepeated || isEndless || markers.has(nextMarker)) {
      const what = isEndless
        ? `there were ${seen.size} names, and an account has at most 500 jobs in a region`
        : isRepeated
          ? 'a page came twice'
          : `NextMarker ${nextMarker === '' ? 'is missing' : 'goes back'}`
      throw invalidResponse(`The list of jobs has no end: on page ${markers.size}, ${what}.`, statusCode)
    }
    marker = nextMarker
  }
}
