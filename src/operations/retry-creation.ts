import {
  AddressDetail,
  CreateAddressInfo,
  CreateAddressRequest,
  CreateJobInfo,
  CreateJobRequest,
  type GetAddressResp,
  type GetJobResp,
  type GetJobResultResp,
  invalidResponse,
  MgwError
} from '@alicloud/hcs-mgw20240626'
import { ActionError, invalid } from '../action-error.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { RetryJob } from '../inputs/operation.ts'
import { type Creation, create, type Found, lastLimits } from '../job/creation.ts'
import type { Round } from '../job/history.ts'
import { type JobClient, REPEATABLE } from '../job/job-client.ts'
import { CHANGED, failure, type OperationResult } from '../job/result.ts'
import { errorCode } from '../retry/transient.ts'
import { cancelled } from '../runner/cancellation.ts'
import { atMost, type Limits } from '../runner/clock.ts'
import { joinWithAnd } from '../text.ts'
import { poll } from '../wait/poll.ts'
import type { JobContext } from '../wait/wait.ts'
import { permissionNote } from './permission-note.ts'

/** A retry of one job. */
export interface Retry {
  context: JobContext
  inputs: Inputs
  operation: RetryJob
  /** For the requests that follow. */
  limits: Limits
  /** The job whose files are retried. */
  parent: GetJobResp
  /** What a result contains in any case. */
  seen: OperationResult
}

/** The failed files of the latest round. */
export interface FailedFiles {
  round: Round
  /** Where the list of them is, with the keys to it. */
  list: GetJobResultResp
  /** Such as `the 3 failed files of round 2 of nightly-sync`. */
  text: string
}

/** Names for sub-jobs, each a second later than the one before: `<job>_retry_<YYYYMMDDhhmmss>`. */
export function subJobNames({ name, policy: { clock, clockSkew } }: JobClient): () => string {
  let time = clock.wallTime() + (clockSkew.offset ?? 0)
  return () => {
    const stamp = new Date(time).toISOString().slice(0, 19).replace(/\D/g, '')
    time += 1000
    return `${name.slice(0, MAX_NAME - SUFFIX.length - stamp.length)}${SUFFIX}${stamp}`
  }
}

const MAX_NAME = 63
const SUFFIX = '_retry_'
/** How often another name is taken if someone else has used one. */
const MAX_NAMES = 4

/** Storage types whose addresses need no secret. */
const WITHOUT_SECRET = ['oss', 'local']

/** The type of the storage with the files, whatever inventory stands before it. */
function storageType({ dataType, addressType = '' }: AddressDetail): string {
  return (dataType || addressType).toLowerCase().replace(/^inv|inv$/g, '')
}

/** A name in a request's path must not address something else. */
function isAddressName(text: string): boolean {
  return /^[\w-]{1,63}$/.test(text)
}

/**
 * Reads the address of the job's source.
 *
 * @throws ActionError `InvalidArgument` if its secret is missing, and the errors of `retry`
 */
export async function readSource({ parent, operation, context: { job }, limits }: Retry): Promise<AddressDetail> {
  const { srcAddress = '', version } = parent
  if (!isAddressName(srcAddress)) throw invalidResponse('GetJob shows no valid source address (SrcAddress).')
  if (!version) throw invalidResponse("GetJob doesn't show the ID of the job (Version).")
  const { addressDetail: source = {} } = await readAddress(job, srcAddress, limits)
  const type = storageType(source)
  if (operation.sourceAccessSecret !== '' || type === '' || WITHOUT_SECRET.includes(type)) return source
  throw invalid(
    `source-access-secret is not set, but the source of ${job.name} is of the type ${JSON.stringify(type)}, and the service doesn't return its secret. Set it to the access key secret of the address ${srcAddress}.`
  )
}

async function readAddress(job: JobClient, name: string, limits: Limits): Promise<GetAddressResp> {
  const { body } = await job.read('getAddress', [name], limits)
  return body.importAddress
}

/**
 * Creates the address of the failed files, and a sub-job that copies them. If that fails, nothing is left behind, or the
 * result names what is. It never throws.
 */
export async function createSubJob(
  retry: Retry,
  files: FailedFiles,
  source: AddressDetail,
  nextName: () => string
): Promise<OperationResult> {
  const { limits, seen } = retry
  const address = await createAddress(retry, files, source, nextName)
  if ('error' in address) return abandon(retry, files, address.error, address)
  const problem = await verifyAddress(retry, address.name, source)
  if (problem !== undefined) return abandon(retry, files, problem, address)
  const created = await createJob(retry, address, nextName)
  if (created.outcome === 'created') {
    await discard(retry, files, { inDoubt: address.inDoubt })
    const { name: retryJob, requestId } = created
    if (!limits.signal.aborted) return { ...seen, outcome: CHANGED, requestId, retryJob }
    const error = cancelled(`The sub-job ${retryJob} was created, and not started. The next run uses it.`)
    return { ...seen, outcome: failure(error, true), requestId, retryJob }
  }
  if (created.outcome === 'refused' || limits.signal.aborted) return abandon(retry, files, created.error, address)
  const note = `It isn't known whether the sub-job ${created.name} was created. Its address ${address.name} was kept. Run this step again: it uses the sub-job if there is one. If there is none, delete the address, which contains a live key.`
  return { ...seen, outcome: failure(created.error, undefined), note }
}

interface Addresses {
  /** An address that was created. */
  name?: string
  /** Addresses that may have been created, although no read has shown them. */
  inDoubt: string[]
}

type NewAddress = (Addresses & { name: string; jobName: string }) | (Addresses & { error: unknown })

async function createAddress(
  { context: { job }, operation, limits }: Retry,
  files: FailedFiles,
  source: AddressDetail,
  nextName: () => string
): Promise<NewAddress> {
  const addressDetail = detailOf(files, source, operation.sourceAccessSecret)
  const inDoubt: string[] = []
  let error: unknown
  for (let attempt = 0; attempt < MAX_NAMES; attempt++) {
    const jobName = nextName()
    const name = jobName.toLowerCase()
    const importAddress = new CreateAddressInfo({ name, addressDetail })
    const request = new CreateAddressRequest({ importAddress })
    const created = await create(
      job,
      { method: 'createAddress', args: [request] },
      (reader, current) => findAddress(reader, name, files, current),
      limits
    )
    if (created.outcome === 'created') return { name, jobName, inDoubt }
    error = created.error
    if (created.outcome === 'unknown') inDoubt.push(name)
    if (created.outcome === 'refused' || limits.signal.aborted) break
  }
  return { error, inDoubt }
}

/** What the address of the failed files has from the result of the round. */
const INVENTORY = [
  ...(['addressType', 'invLocation', 'invBucket', 'invDomain'] as const),
  ...(['invRegionId', 'invPath', 'invAccessId', 'invAccessSecret'] as const)
]

/** The source's detail with the list of failed files. The keys of another list aren't part of it. */
function detailOf({ list }: FailedFiles, source: AddressDetail, accessSecret: string): AddressDetail {
  const own = (Object.keys(source) as (keyof AddressDetail)[]).filter((name) => !name.startsWith('inv'))
  const dataType = source.dataType || source.addressType
  const hasSecret = accessSecret !== '' && (source.accessId || !WITHOUT_SECRET.includes(storageType(source)))
  return new AddressDetail({
    ...pick(source, own),
    ...pick(list, INVENTORY),
    ...(dataType && { dataType }),
    ...(hasSecret && { accessSecret })
  })
}

/** The fields that have a value. */
function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Partial<Pick<T, K>> {
  const isEmpty = (value: unknown): boolean =>
    value === undefined || value === '' || (typeof value === 'object' && Object.keys(value ?? {}).length === 0)
  const fields = names.map((name) => [name, from[name]] as const).filter(([, value]) => !isEmpty(value))
  return Object.fromEntries(fields) as Partial<Pick<T, K>>
}

/** Whether this step created an address: it has the same list of failed files. */
async function findAddress(job: JobClient, name: string, { list }: FailedFiles, limits: Limits): Promise<Found> {
  const address = await readAddress(job, name, limits).catch(undefinedIfMissing)
  if (address === undefined) return undefined
  return address.addressDetail?.invPath === list.invPath ? 'mine' : 'other'
}

function undefinedIfMissing(error: unknown): undefined {
  if (!(error instanceof MgwError) || error.statusCode !== 404) throw error
}

/** How long a verification is waited for, and the delay between two requests, in ms. */
const VERIFICATION = 60_000
const INTERVAL = 2000

/** @returns why the address can't be used; undefined if it can, or if that isn't known, since CreateJob checks it again */
async function verifyAddress(
  { context, limits, operation }: Retry,
  name: string,
  source: AddressDetail
): Promise<unknown> {
  const { job } = context
  const rules = { interval: INTERVAL, deadline: atMost(VERIFICATION, limits.deadline, job.policy.clock) }
  try {
    const result = await poll(context, rules, async (current) => {
      const response = await job.read('verifyAddress', [name], current).catch(undefinedIfMissing)
      const { status = '', errorCode: code } = response?.body.verifyAddressResponse ?? {}
      const isDecided =
        code === 'AccessDenied' || isAvailable(status) || /^(failed|unavailable|rejected)$/i.test(status)
      return isDecided ? response?.body.verifyAddressResponse : undefined
    })
    if (result === undefined || isAvailable(result.status)) return undefined
    const { status = '', errorCode: code, errorMessage } = result
    const reason = [code, errorMessage].filter(Boolean).join(': ')
    const isWithoutSecret = Boolean(source.accessId) && !source.role && operation.sourceAccessSecret === ''
    const advice = isWithoutSecret ? " Set source-access-secret to the access key secret of the job's source." : ''
    const text = `The service can't read the failed files: the verification of their address ended with ${JSON.stringify(status || 'no status')}${reason === '' ? '' : ` (${JSON.stringify(reason)})`}.`
    return new ActionError('VerifyAddressFailed', `${text}${advice}`)
  } catch (error) {
    return error
  }
}

/** The service's documentation also writes `avaliable`. */
function isAvailable(status = ''): boolean {
  return /^ava(il|li)able$/i.test(status)
}

async function createJob(
  { context: { job }, parent, limits }: Retry,
  address: { name: string; jobName: string },
  nextName: () => string
): Promise<Creation & { name: string }> {
  let name = address.jobName
  for (let attempt = 1; ; attempt++) {
    const origin = { name, srcAddress: address.name, ...(parent.version && { parentVersion: parent.version }) }
    const importJob = new CreateJobInfo({ ...origin, ...pick(parent, SETTINGS) })
    const request = new CreateJobRequest({ importJob })
    const created = await create(
      job,
      { method: 'createJob', args: [request] },
      (reader, current) => findJob(reader.with(name, {}), { parent, address: address.name }, current),
      limits
    )
    if (created.outcome !== 'taken') return { ...created, name }
    if (attempt === MAX_NAMES || limits.signal.aborted) return { outcome: 'refused', error: created.error, name }
    name = nextName()
  }
}

/** Whether this step created a job: it copies the files of the address that this step created. */
async function findJob(
  job: JobClient,
  { parent, address }: { parent: GetJobResp; address: string },
  limits: Limits
): Promise<Found> {
  const found = await job.get(limits).catch(undefinedIfMissing)
  if (found === undefined) return undefined
  const { parentVersion, srcAddress } = found.job
  return parentVersion === parent.version && srcAddress === address ? 'mine' : 'other'
}

/** What a sub-job has in common with its parent, as far as GetJob shows it. */
const SETTINGS = [
  ...(['destAddress', 'overwriteMode', 'transferMode', 'importQos', 'targetStorageClass'] as const),
  ...(['withLastModifyTime', 'withStorageClass', 'appendableToNormal', 'convertSymlinkTarget'] as const),
  ...(['audit', 'createReport'] as const)
]

/** Deletes what this step created, and explains what is left. */
async function abandon(
  retry: Retry,
  files: FailedFiles,
  cause: unknown,
  addresses: Addresses
): Promise<OperationResult> {
  const { seen, context, limits, parent } = retry
  const error = limits.signal.aborted ? cancelled('No sub-job is known to have been created.') : cause
  const left = await discard(retry, files, addresses)
  const note = [
    permissionNote(context.job, error) ?? explainOverwriteMode(error, parent),
    left.length === 0
      ? undefined
      : `The address ${joinWithAnd(left)} could not be deleted, and contains a live key. Delete it in the console, or with mgwutil delete-address.`
  ]
  const text = note.filter(Boolean).join(' ')
  return { ...seen, outcome: failure(error, left.length > 0), ...(text !== '' && { note: text }) }
}

function explainOverwriteMode(error: unknown, { overwriteMode }: GetJobResp): string | undefined {
  const isRefused = overwriteMode === 'never' && errorCode(error) === 'InvalidArgument'
  return isRefused
    ? 'The overwrite mode of the job is "never". It is documented, but the service is reported to accept only "always".'
    : undefined
}

/** Deletes addresses that this step created. @returns those that may be left */
async function discard(retry: Retry, files: FailedFiles, { name, inDoubt }: Addresses): Promise<string[]> {
  const { job } = retry.context
  const limits = lastLimits(job, retry.limits)
  const left: string[] = []
  if (name !== undefined && !(await deleteAddress(job, name, limits))) left.push(name)
  for (const one of inDoubt) {
    // It may not exist, or be someone else's.
    const found = await findAddress(job, one, files, limits).catch(() => 'unreadable')
    if (found === 'unreadable' || (found === 'mine' && !(await deleteAddress(job, one, limits)))) left.push(one)
  }
  return left
}

/** @returns whether the address is gone */
async function deleteAddress(job: JobClient, name: string, limits: Limits): Promise<boolean> {
  const ended = await job.change('deleteAddress', [name], REPEATABLE, limits)
  return ended.outcome !== 'failed' || (ended.error instanceof MgwError && ended.error.statusCode === 404)
}
