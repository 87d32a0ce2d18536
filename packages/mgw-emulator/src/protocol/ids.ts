import { createHash } from 'node:crypto'

const REQUEST_ID_TAIL = 16

function digest(...parts: unknown[]): Buffer {
  return createHash('sha512').update(JSON.stringify(parts)).digest()
}

/** An ID in the form of a UUID, the same for the same parts: two runs of a test see the same. */
export function uuidOf(...parts: unknown[]): string {
  return digest(...parts)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

/** A text of 88 characters of base64, of which some mean something in a URL; the same for the same parts. */
export function secretOf(...parts: unknown[]): string {
  return digest(...parts).toString('base64')
}

/**
 * The ID of an MGW request: its second (ms since 1970 in `now`) in eight hexadecimal digits, as the service's own
 * begin, and sixteen that follow from how many requests came before.
 */
export function makeRequestId(now: number, number: number): string {
  const second = Math.floor(now / 1000)
  const tail = digest(second, number).toString('hex').slice(0, REQUEST_ID_TAIL)
  return `${second.toString(16).padStart(8, '0')}${tail}`.toUpperCase()
}
