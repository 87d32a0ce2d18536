import {
  type AddressDetail,
  CreateAddressRequest,
  CreateJobRequest,
  type GetJobResp,
  type GetJobResultResp,
  invalidResponse,
  MgwError,
  type VerifyAddressResp
} from '@alicloud/hcs-mgw20240626'
import { ActionError, invalid } from '../action-error.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { RetryJob } from '../inputs/operation.ts'
import { type Creation, create, type Find, type Found, lastLimits } from '../job/creation.ts'
import type { Round } from '../job/history.ts'
import { isAddressName, type JobClient, REPEATABLE } from '../job/job-client.ts'
import { CHANGED, failure, type OperationResult } from '../job/result.ts'
import { errorCode } from '../retry/transient.ts'
import { cancelled } from '../runner/cancellation.ts'
import { atMost, type Limits } from '../runner/clock.ts'
import { joinParts, joinWithAnd } from '../text.ts'
import { poll } from '../wait/poll.ts'
import type { JobContext } from '../wait/wait.ts'

/** A retry of one job. Its limits are for the requests that follow. */
export interface Retry {
  context: JobContext
  inputs: Inputs<RetryJob>
  /** The job whose files are retried. */
  parent: GetJobResp
  /** What a result contains in any case. */
  seen: OperationResult
}

/** A retry of the failed files of the latest round. */
export interface RetryOfFiles extends Retry {
  round: Round
  /** Where the list of them is, with the keys to it. */
  list: GetJobResultResp
  /** Such as `the 3 failed files of round 2 of nightly-sync`. */
  text: string
}

/** Names for sub-jobs, each a second later than the one before: `<job>_retry_<YYYYMMDDhhmmss>`. */
export function subJobNames({ name, policy: { clock, clockSkew } }: JobClient): () => string {
  let time = clockSkew.wallTime(clock)
  return () => {
    const suffix = `_retry_${new Date(time).toISOString().slice(0, 19).replace(/\D/g, '')}`
    time += 1000
    return name.slice(0, MAX_NAME - suffix.length) + suffix
  }
}

const MAX_NAME = 63
/** How often another name is taken if someone else has used one. */
const MAX_NAMES = 4

/** Storage types whose addresses need no secret. */
const WITHOUT_SECRET = ['oss', 'local']

/** The type of the storage that contains the files, even if the address is an inventory. */
function storageType({ dataType, addressType = '' }: AddressDetail): string {
  return (dataType || addressType).toLowerCase().replace(/^inv|inv$/g, '')
}

/** @throws ActionError `InvalidArgument` if the secret is missing, and the errors of `retry` */
async function readSource({ parent, inputs: { operation }, context: { job, limits } }: Retry): Promise<AddressDetail> {
  const { srcAddress = '', version } = parent
  if (!isAddressName(srcAddress)) throw invalidResponse('GetJob shows no valid source address (SrcAddress).')
  if (!version) throw invalidResponse("GetJob doesn't show the ID of the job (Version).")
  const { addressDetail: source = {} } = await job.address(srcAddress, limits)
  const type = storageType(source)
  if (operation.sourceAccessSecret !== '' || type === '' || WITHOUT_SECRET.includes(type)) return source
  throw invalid(
    `source-access-secret is not set. Set it to the access key secret of the address ${srcAddress}: a source of the type ${JSON.stringify(type)} needs one.`
  )
}

/**
 * Creates the address of the failed files, and a sub-job that copies them. If that fails, nothing is left behind, or the
 * result names what is.
 *
 * @throws the errors of `readSource`, before anything is created
 */
export async function createSubJob(retry: RetryOfFiles, nextName: () => string): Promise<OperationResult> {
  const { context, seen } = retry
  const { signal } = context.limits
  const source = await readSource(retry)
  const address = await createAddress(retry, source, nextName)
  if ('error' in address) return abandon(retry, address.error, address)
  const problem = await verifyAddress(retry, address.name, source)
  if (problem !== undefined) return abandon(retry, problem, address)
  const created = await createJob(retry, address, nextName)
  if (created.outcome === 'created') {
    await discard(retry, { inDoubt: address.inDoubt })
    const { name: retryJob, requestId } = created
    const error = cancelled(`The sub-job ${retryJob} was created, and not started. The next run uses it.`)
    return { ...seen, outcome: signal.aborted ? failure(error, true) : CHANGED, requestId, retryJob }
  }
  if (created.outcome === 'refused') return abandon(retry, created.error, address)
  const note = `It isn't known whether the sub-job ${created.name} was created. Its address ${address.name} was kept. Run this step again: it uses the sub-job if it exists. If not, delete the address: it contains a live key.`
  context.job.policy.logger.warning(note)
  await discard(retry, { inDoubt: address.inDoubt })
  const error = signal.aborted ? cancelled('The request to create the sub-job had been sent.') : created.error
  return { ...seen, outcome: failure(error, undefined), note }
}

interface Addresses {
  name?: string
  /** Addresses that may have been created, although no read has shown them. */
  inDoubt: string[]
}

type NewAddress = (Addresses & { name: string; jobName: string }) | (Addresses & { error: unknown })

async function createAddress(retry: RetryOfFiles, source: AddressDetail, nextName: () => string): Promise<NewAddress> {
  const { job, limits } = retry.context
  const addressDetail = detailOf(retry, source)
  const inDoubt: string[] = []
  let error: unknown
  for (let attempt = 0; attempt < MAX_NAMES; attempt++) {
    const jobName = nextName()
    const name = jobName.toLowerCase()
    const request = new CreateAddressRequest({ importAddress: { name, addressDetail } })
    const find: Find = (reader, current) => findAddress(retry, name, reader, current)
    const created = await create(job, { method: 'createAddress', args: [request], find }, limits)
    if (created.outcome === 'created') return { name, jobName, inDoubt }
    error = created.error
    if (created.outcome === 'unknown') inDoubt.push(name)
    if (created.outcome === 'refused' || limits.signal.aborted) break
  }
  return { error, inDoubt }
}

/** The source's detail with the list of failed files. The keys of another list, or a secret that was shown, aren't part of it. */
function detailOf({ list, inputs }: RetryOfFiles, source: AddressDetail): AddressDetail {
  const dataType = source.dataType || source.addressType
  const accessSecret = inputs.operation.sourceAccessSecret
  const hasSecret = accessSecret !== '' && (source.accessId || !WITHOUT_SECRET.includes(storageType(source)))
  return {
    ...pick(source, /^(?!inv|accessSecret)/),
    ...pick(list, /^(addressType$|inv)/),
    ...(dataType && { dataType }),
    ...(hasSecret && { accessSecret })
  }
}

function pick(from: object, names: RegExp): object {
  const isSet = (value: unknown): boolean =>
    value !== undefined && value !== '' && !(typeof value === 'object' && Object.keys(value ?? {}).length === 0)
  return Object.fromEntries(Object.entries(from).filter(([name, value]) => names.test(name) && isSet(value)))
}

/** Whether this step created an address: it has the same list of failed files. @throws Error if that can't be read */
async function findAddress({ list }: RetryOfFiles, name: string, job: JobClient, limits: Limits): Promise<Found> {
  const address = await job.address(name, limits).catch(undefinedIfMissing)
  if (address === undefined) return undefined
  const invPath = address.addressDetail?.invPath
  if (!invPath) throw new Error('GetAddress shows no InvPath.')
  return invPath === list.invPath ? 'mine' : 'other'
}

function undefinedIfMissing(error: unknown): undefined {
  if (!(error instanceof MgwError) || error.statusCode !== 404) throw error
}

/** How long a verification is waited for, and the delay between two requests, in ms. */
const VERIFICATION = 60_000
const INTERVAL = 2000

/** @returns why the address can't be used; undefined if it can, or if that isn't known, since CreateJob checks it again */
async function verifyAddress({ context, inputs }: Retry, name: string, source: AddressDetail): Promise<unknown> {
  const { job, limits } = context
  const deadline = atMost(VERIFICATION, limits.deadline, job.policy.clock)
  try {
    const result = await poll(context, { interval: INTERVAL, deadline, isFinal: isVerified }, async (current) => {
      const response = await job.read('verifyAddress', [name], current).catch(undefinedIfMissing)
      return response?.body.verifyAddressResponse ?? {}
    })
    if (result === undefined || !isVerified(result) || isAvailable(result)) return undefined
    const { status, errorCode: code, errorMessage } = result
    const reason = joinParts([status || 'no status', code, errorMessage], ', ')
    const isWithoutSecret = Boolean(source.accessId) && !source.role && inputs.operation.sourceAccessSecret === ''
    const advice = isWithoutSecret ? " Set source-access-secret to the access key secret of the job's source." : ''
    const text = `The service can't read the failed files: the verification of their address ended with ${JSON.stringify(reason)}.`
    return new ActionError('VerifyAddressFailed', `${text}${advice}`)
  } catch (error) {
    return error
  }
}

function isVerified(result: VerifyAddressResp): boolean {
  const { status = '', errorCode: code } = result
  return code === 'AccessDenied' || isAvailable(result) || /^(failed|unavailable|rejected)$/i.test(status)
}

/** The service's documentation also writes `avaliable`. */
function isAvailable({ status = '' }: VerifyAddressResp): boolean {
  return /^ava(il|li)able$/i.test(status)
}

async function createJob(
  { context: { job, limits }, parent }: Retry,
  { name: srcAddress, jobName }: { name: string; jobName: string },
  nextName: () => string
): Promise<Creation & { name: string }> {
  const { version: parentVersion = '' } = parent
  for (let attempt = 1, name = jobName; ; attempt++, name = nextName()) {
    const importJob = { name, srcAddress, parentVersion, ...pick(parent, SETTINGS) }
    const request = new CreateJobRequest({ importJob })
    // This step has created the job if it copies the files of the address that this step has created. GetJob can lack that.
    const find: Find = async (reader, current) => {
      const found = (await reader.with(name).get(current).catch(undefinedIfMissing))?.job.srcAddress
      return found ? (found === srcAddress ? 'mine' : 'other') : undefined
    }
    const created = await create(job, { method: 'createJob', args: [request], find }, limits)
    if (created.outcome !== 'taken') return { ...created, name }
    if (attempt === MAX_NAMES || limits.signal.aborted) return { outcome: 'refused', error: created.error, name }
  }
}

/** What a sub-job has in common with its parent, as far as GetJob shows it. */
const SETTINGS =
  /^(destAddress|overwriteMode|transferMode|importQos|targetStorageClass|withLastModifyTime|withStorageClass|appendableToNormal|convertSymlinkTarget|audit|createReport)$/

/** Deletes what this step created, and explains what is left. */
async function abandon(retry: RetryOfFiles, cause: unknown, addresses: Addresses): Promise<OperationResult> {
  const { seen, context, parent } = retry
  const error = context.limits.signal.aborted ? cancelled('No sub-job is known to have been created.') : cause
  const { isLeft, text } = await discard(retry, addresses)
  const isNeverRefused = parent.overwriteMode === 'never' && errorCode(error) === 'InvalidArgument'
  const note = joinParts([
    context.job.permissionNote(error),
    isNeverRefused && 'The overwrite mode of the job is "never", but the service is reported to accept only "always".',
    text
  ])
  return { ...seen, outcome: failure(error, isLeft), ...(note !== '' && { note }) }
}

/** @returns whether an address is left, undefined if that isn't known, and a text about it, which is also in a warning */
async function discard(retry: RetryOfFiles, { name, inDoubt }: Addresses) {
  const { job, limits: current } = retry.context
  const limits = lastLimits(job, current)
  const isLeft = name !== undefined && !(await deleteAddress(job, name, limits))
  const left = isLeft ? [name] : []
  const sentences = left.map((one) => `The address ${one} could not be deleted, and contains a live key.`)
  for (const one of inDoubt) {
    // It may not exist, or be someone else's. It can also show later, if it wasn't waited for.
    const found = await findAddress(retry, one, job, limits).catch(() => 'unreadable')
    const isGone = found === undefined ? !current.signal.aborted && current.deadline.left() > 0 : found === 'other'
    if (isGone || (found === 'mine' && (await deleteAddress(job, one, limits)))) continue
    left.push(one)
    sentences.push(`The address ${one} may exist, and then contains a live key.`)
  }
  if (left.length === 0) return { isLeft: false, text: '' }
  const text = [...sentences, `Delete ${joinWithAnd(left)} in the console, or with mgwutil delete-address.`].join(' ')
  job.policy.logger.warning(text)
  return { isLeft: isLeft || undefined, text }
}

async function deleteAddress(job: JobClient, name: string, limits: Limits): Promise<boolean> {
  const ended = await job.change('deleteAddress', [name], REPEATABLE, limits)
  return ended.outcome !== 'failed' || (ended.error instanceof MgwError && ended.error.statusCode === 404)
}
