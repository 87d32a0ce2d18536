import { type GetJobResp, invalidResponse, ListJobRequest } from '@alicloud/hcs-mgw20240626'
import { isJobName } from '../inputs/job-selection.ts'
import { instantsOf, type Round, readHistory } from '../job/history.ts'
import type { JobClient } from '../job/job-client.ts'
import { latestRound } from '../job/round-status.ts'
import { isFinished, isStopped } from '../job/states.ts'
import { isCancellation } from '../runner/cancellation.ts'
import type { Limits } from '../runner/clock.ts'

/** What an existing sub-job means for a retry of the same round. */
export interface Existing {
  /** `active` if it hasn't ended, so that it is used; `succeeded` if it has copied all files. */
  kind: 'none' | 'active' | 'succeeded' | 'failed' | 'interrupted'
  name?: string
  text?: string
}

/** Finds out whether the files of a round are retried already. */
export async function findSubJob(job: JobClient, parent: GetJobResp, round: Round, limits: Limits): Promise<Existing> {
  const subJobs = (await listSubJobs(job, limits))
    .filter((one) => isOfRound(one, parent, round, job.name))
    .sort((a, b) => createdAt(b) - createdAt(a))
  const active = subJobs.find(({ status }) => !isStopped(status))
  const newest = active ?? subJobs[0]
  if (newest?.name === undefined) return { kind: 'none' }
  const { name } = newest
  if (active !== undefined) return { kind: 'active', name }
  if (!isFinished(newest.status)) return { kind: 'interrupted', name }
  const history = await readHistory(job.with(name), newest, limits)
  const { status, reason, hasOnlyFailedFiles } = latestRound(newest, history.entries)
  if (status === 'succeed') return { kind: 'succeeded', name }
  const how = status === 'failed' ? `failed (${reason})` : `how it ended isn't known: ${reason}`
  const advice = hasOnlyFailedFiles
    ? `Set job-name to ${name} to retry that one.`
    : 'Check it with get-job-status, and start it again if files are left.'
  return { kind: 'failed', name, text: `The sub-job ${name} has retried these files already, and ${how}. ${advice}` }
}

/** A region has at most 500 jobs. */
const MAX_JOBS = 1000
const MAX_PAGES = 100

/** @throws MgwError `InvalidResponse` if the list isn't complete: files must not be copied twice */
async function listSubJobs(job: JobClient, limits: Limits): Promise<GetJobResp[]> {
  const all: GetJobResp[] = []
  for (let page = 1, marker = ''; ; page++) {
    const request = new ListJobRequest({ parentName: job.name, count: 10, marker })
    const { body } = await job.read('listJob', [request], limits)
    const { importJob, truncated, nextMarker = '' } = body.importJobList
    all.push(...importJob)
    if (all.length > MAX_JOBS) throw invalidResponse(`The list of the sub-jobs of ${job.name} is too long.`)
    // Without Truncated, a NextMarker means more pages.
    if (!(truncated ?? nextMarker !== '')) return all
    if (nextMarker === '' || nextMarker === marker || page === MAX_PAGES)
      throw invalidResponse(`The list of the sub-jobs of ${job.name} isn't complete after page ${page}.`)
    marker = nextMarker
  }
}

/** Whether a job retries the files of a round. If its times don't show that, it does: files must not be copied twice. */
function isOfRound(subJob: GetJobResp, parent: GetJobResp, { entries }: Round, parentName: string): boolean {
  const { name = '', status, createTime = '', parentVersion } = subJob
  const isSubJob = parentVersion ? parentVersion === parent.version : subJob.parentName === parentName
  if (!isSubJob || !isJobName(name) || name === parentName || status === 'IMPORT_JOB_DELETING') return false
  // Times in the same format are in the same time zone. Otherwise, the latest and the earliest instant are compared.
  const isComparable = entries.every(({ startTime = '' }) => startTime.includes('T') === createTime.includes('T'))
  const starts = entries.flatMap(({ startTime }) => instantsOf(startTime).at(isComparable ? 0 : -1) ?? [])
  const [created] = instantsOf(createTime)
  return created === undefined || starts.length === 0 || created >= Math.min(...starts)
}

function createdAt({ createTime }: GetJobResp): number {
  return instantsOf(createTime)[0] ?? 0
}

/** The longest chain of retries of retries that is followed. */
const MAX_DEPTH = 20

/** The first job in the chain of parents. If a parent can't be read, it is the last one whose name is known. */
export async function rootOf(job: JobClient, { parentName = '' }: GetJobResp, limits: Limits): Promise<string> {
  let root = job.name
  let parent = parentName
  for (let depth = 0; depth < MAX_DEPTH && isJobName(parent) && parent !== root; depth++) {
    root = parent
    try {
      parent = (await job.with(root).get(limits)).job.parentName ?? ''
    } catch (error) {
      if (isCancellation(error)) throw error
      return root
    }
  }
  return root
}
