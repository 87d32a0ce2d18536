import type { Behavior } from '../protocol/behavior.ts'
import { uuidOf } from '../protocol/ids.ts'
import { inventoryKey } from './inventory.ts'

/** The texts in AddressDetail. */
export const ADDRESS_FIELDS = [
  'AccessId',
  'AccessSecret',
  'AddressType',
  'AgentList',
  'Bucket',
  'DataType',
  'Domain',
  'InvAccessId',
  'InvAccessSecret',
  'InvBucket',
  'InvDomain',
  'InvLocation',
  'InvPath',
  'InvRegionId',
  'InvRole',
  'Prefix',
  'RegionId',
  'Role'
] as const

/** Where the files of a job are, by the API's names. */
export interface AddressDetail extends Partial<Record<(typeof ADDRESS_FIELDS)[number], string>> {
  HdfsAuthConfig?: { AuthType?: string; UserName?: string }
}

/** A data address to create. */
export interface AddressOptions {
  name: string
  detail: AddressDetail
  tags?: string
  /** In ms since 1970. Default: now. */
  createTime?: number
}

/** A data address. Times are in ms since 1970. */
export interface Address {
  readonly name: string
  /** The address's ID. */
  readonly version: string
  readonly detail: AddressDetail
  readonly tags: string
  readonly createTime: number
  /** When a request created it; undefined for an address that a test added. */
  readonly requestedAt: number | undefined
  /** When it was first verified; undefined if it wasn't yet. */
  verifiedAt: number | undefined
}

/** The addresses of jobs that name no others. */
export const EXAMPLE_ADDRESSES: readonly AddressOptions[] = [
  { name: 'source', detail: { AddressType: 'oss', Bucket: 'source-bucket', RegionId: 'oss-cn-hangzhou', Role: 'mgw' } },
  {
    name: 'destination',
    detail: { AddressType: 'oss', Bucket: 'destination-bucket', RegionId: 'oss-cn-hangzhou', Role: 'mgw' }
  }
]

/** Whether a string is a valid address name: as for jobs, but without upper-case letters. */
export function isAddressName(text: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{2,62}$/.test(text)
}

/** Creates an address. `number` makes the ID unique among addresses of the same name. */
export function createAddress(options: AddressOptions, number: number, now: number, isRequested: boolean): Address {
  return {
    name: options.name,
    version: uuidOf('address', options.name, number),
    detail: options.detail,
    tags: options.tags ?? '',
    createTime: options.createTime ?? now,
    requestedAt: isRequested ? now : undefined,
    verifiedAt: undefined
  }
}

/** The problem that a verification finds. */
export interface AddressProblem {
  errorCode: string
  errorMessage: string
}

/** The storage types that need no secret in a retry. */
const WITHOUT_SECRET = ['oss', 'local']

function hasSecret({ AddressType = '', DataType, AccessSecret, Role }: AddressDetail): boolean {
  const type = DataType || AddressType.replace(/inv$/, '')
  return WITHOUT_SECRET.includes(type) || Boolean(AccessSecret) || Boolean(Role)
}

/** Whether the key pair of one of the service's own inventories is the one that GetJobResult returned. */
function hasInventoryKey({ InvPath = '', InvBucket, InvAccessId, InvAccessSecret }: AddressDetail): boolean {
  const key = inventoryKey(InvPath)
  if (InvBucket !== key.bucket) return true
  return InvAccessId === key.accessId && InvAccessSecret === key.accessSecret
}

/** What is wrong with an address, or undefined. */
export function problemOf({ detail }: Address, { verificationError }: Behavior): AddressProblem | undefined {
  if (verificationError !== '') return { errorCode: verificationError, errorMessage: 'The verification failed.' }
  if (!hasSecret(detail)) return { errorCode: 'AccessDenied', errorMessage: 'The address has no AccessSecret.' }
  if (hasInventoryKey(detail)) return undefined
  return { errorCode: 'AccessDenied', errorMessage: 'The key pair of the inventory is wrong.' }
}
