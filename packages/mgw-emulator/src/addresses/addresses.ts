import type { Behavior } from '../protocol/behavior.ts'
import type { Clock } from '../protocol/clock.ts'
import { serviceError } from '../protocol/errors.ts'
import { type Address, type AddressOptions, type AddressProblem, createAddress, problemOf } from './address.ts'

/** The data addresses of one account in one region. */
export interface Addresses {
  /** Adds an address, even if there already is one with its name. */
  add(options: AddressOptions): Address
  /** Adds the address of a request. @throws ServiceError */
  create(options: AddressOptions): Address
  /** The names of all addresses, oldest first. */
  names(): string[]
  find(name: string): Address | undefined
  /** An address as reads show it: not right after its creation, if `createLagMs` is set. @throws ServiceError */
  read(name: string): Address
  /** @throws ServiceError */
  remove(name: string): void
}

/** The result of a verification. The status is empty while it runs, and `notVerify` before. */
export interface Verification {
  status: string
  /** In ms since 1970. */
  time?: number
  problem?: AddressProblem
}

/** The verification of an address at `now` (ms since 1970). */
export function verificationOf(address: Address, now: number, behavior: Behavior): Verification {
  const { verifiedAt } = address
  if (verifiedAt === undefined) return { status: 'notVerify' }
  const time = verifiedAt + behavior.verifyMs
  if (now < time) return { status: '' }
  const problem = problemOf(address, behavior)
  return problem === undefined
    ? { status: behavior.availableStatus, time }
    : { status: behavior.failedAddressStatus, time, problem }
}

/** Creates an empty set of addresses. */
export function createAddresses({ now, behavior }: { now: Clock; behavior: Behavior }): Addresses {
  const byName = new Map<string, Address>()
  let created = 0
  const put = (options: AddressOptions, isRequested: boolean): Address => {
    created += 1
    const address = createAddress(options, created, now(), isRequested)
    byName.set(address.name, address)
    return address
  }
  return {
    add: (options) => put(options, false),
    create(options) {
      if (byName.has(options.name)) throw serviceError('ImportAddressAlreadyExist')
      return put(options, true)
    },
    names: () => [...byName.keys()],
    find: (name) => byName.get(name),
    read(name) {
      const address = byName.get(name)
      const { requestedAt = Number.NEGATIVE_INFINITY } = address ?? {}
      if (address === undefined || now() < requestedAt + behavior.createLagMs) throw serviceError('NoSuchImportAddress')
      return address
    },
    remove(name) {
      if (!byName.delete(name)) throw serviceError('NoSuchImportAddress')
    }
  }
}
