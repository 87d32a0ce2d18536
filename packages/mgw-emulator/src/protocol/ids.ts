import { createHash } from 'node:crypto'

const REQUEST_ID_TAIL = 16

function digest(...parts: unknown[]): Buffer {
  return createHash('sha512').update(JSON.stringify(parts)).digest()
}

/** A UUID-shaped ID derived from `parts`, so that test runs are reproducible. */
export function uuidOf(...parts: unknown[]): string {
  return digest(...parts)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

/** 88 base64 characters derived from `parts`. Some of them need escaping in a URL, like those in real secrets. */
export function secretOf(...parts: unknown[]): string {
  return digest(...parts).toString('base64')
}

/**
 * An MGW request ID of 24 hexadecimal digits. Like the service's own, it starts with the time in seconds (8 digits).
 * `now` is in ms since 1970, `number` is the index of the request.
 */
export function makeRequestId(now: number, number: number): string {
  const second = Math.floor(now / 1000)
  const tail = digest(second, number).toString('hex').slice(0, REQUEST_ID_TAIL)
  return `${second.toString(16).padStart(8, '0')}${tail}`.toUpperCase()
}
