import type { Credential } from '../src/index.ts'

/** A call of one operation. Names are the API's. */
export interface Call {
  /** Such as `GetJob`. */
  operation: string
  /** The names in the URL's path. */
  path: string[]
  /** Absent for an operation without parameters. */
  request?: object
  credentials: Credential
}

/** What a client decoded: a response or an error. Integers beyond 2^53 are strings. */
export type Outcome = Record<string, unknown>

/** Where to send requests. */
export interface Target {
  /** Host and port. */
  endpoint: string
  userId: string
  region: string
}

/** A client of the service. */
export interface SdkClient {
  call(call: Call): Promise<Outcome>
  close(): void
}
