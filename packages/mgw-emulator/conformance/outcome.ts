import { ERRORS, type ErrorCode } from '../src/index.ts'
import type { Call, Outcome } from './call.ts'

/** The expected outcome of a call. The request ID comes from the emulator's record. */
export type Expectation = (requestId: string) => Outcome

/** A call, and what a client must decode. */
export interface Step {
  name: string
  /** `known` has the outcomes of the earlier steps. Default credentials: the emulator's. */
  call: (known: Record<string, Outcome>) => Omit<Call, 'credentials'> & Partial<Call>
  expected: Expectation
  /** The clients that can't make the call. */
  notFor?: string[]
}

export function accepted(requestId: string): Outcome {
  return { statusCode: 200, requestId, body: null }
}

export function decoded(body: Outcome): Expectation {
  return (requestId) => ({ statusCode: 200, requestId, body })
}

/** An error response. The default message is the one in ERRORS. */
export function rejected(code: ErrorCode, message: string = ERRORS[code].message, data: Outcome = {}): Expectation {
  return (requestId) => ({
    code,
    message,
    data: {
      statusCode: ERRORS[code].status,
      requestId,
      hostId: '1234567890123456.cn-hangzhou.mgw.aliyuncs.com',
      ...data
    }
  })
}

/** Without a body, the SDKs use the status as the code, and the request ID from the header. */
export function errorWithoutBody(requestId: string): Outcome {
  return { code: '503', data: { statusCode: 503, requestId } }
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

function without(isDropped: (value: unknown) => boolean, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => without(isDropped, item))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, item]) => [name, without(isDropped, item)] as const)
  return Object.fromEntries(fields.filter(([, item]) => !isDropped(item)))
}

/** Drops empty texts, groups and lists at every depth. The Python SDK drops them; the others keep texts and groups. */
export function withoutEmpty(value: unknown): unknown {
  return without(isEmpty, value)
}

/** Drops empty lists at every depth. The Go SDK drops them; the action's client keeps them. */
export function withoutEmptyLists(value: unknown): unknown {
  return without(isEmptyList, value)
}

/** The fields that the models of the Go SDK v1.0.2 lack, by the element that contains them. */
const UNKNOWN_TO_GO: Record<string, string[]> = {
  AddressDetail: ['DataType', 'HdfsAuthConfig'],
  ImportJob: ['AppendableToNormal', 'TargetStorageClass', 'WithLastModifyTime', 'WithStorageClass'],
  ImportJobResult: ['SkippedObjectCount', 'SkippedObjectSize'],
  JobHistory: ['SkippedCount', 'SkippedSize']
}

/** Drops what the Go SDK doesn't know. */
export function asGoDecodes(value: unknown, parent = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => asGoDecodes(item, parent))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).filter(([name]) => !UNKNOWN_TO_GO[parent]?.includes(name))
  return Object.fromEntries(fields.map(([name, item]) => [name, asGoDecodes(item, name)]))
}
