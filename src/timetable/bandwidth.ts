import { ClientError, quote } from '@alicloud/hcs-mgw20240626'
import { grouped } from '../text/units.ts'

const MAX_INT64 = 2n ** 63n - 1n

const DECIMAL = { '': 1n, k: 1000n, M: 1_000_000n, G: 1_000_000_000n }
const BINARY = { Ki: 2n ** 10n, Mi: 2n ** 20n, Gi: 2n ** 30n }

/** How many bit/s a unit stands for. Case counts: `b` is bit, `B` is byte. */
const UNITS = new Map([
  ...unitsOf(DECIMAL, ['bit/s', 'bps', 'b/s'], 1n),
  ...unitsOf(DECIMAL, ['B/s'], 8n),
  ...unitsOf(BINARY, ['B/s'], 8n)
])

function unitsOf(prefixes: Record<string, bigint>, units: string[], bits: bigint): [string, bigint][] {
  return Object.entries(prefixes).flatMap(([prefix, factor]) =>
    units.map((unit): [string, bigint] => [prefix + unit, factor * bits])
  )
}

/**
 * A bandwidth as people write it: a number, with a decimal point if need be, and a unit, with or without one space
 * between them. Plain digits are bit/s.
 *
 * @param name what the text is the value of, for the message
 * @returns bit/s
 * @throws ClientError `InvalidArgument` for all else, and for what is not whole bits a second or more than 64 bits hold
 */
export function parseBandwidth(name: string, text: string): bigint {
  const bits = bitsIn(text)
  if (bits !== undefined && bits <= MAX_INT64) return bits
  const problem =
    bits === undefined
      ? `which is not a bandwidth in whole bits a second. ${hintFor(text)}`
      : `but it must be at most ${MAX_INT64} bit/s.`
  throw new ClientError('InvalidArgument', `${name} is ${quote(text)}, ${problem}`)
}

function bitsIn(text: string): bigint | undefined {
  if (/^[0-9]{1,40}$/.test(text)) return BigInt(text)
  const [, whole = '', decimals = '', unit = ''] =
    /^([0-9]{1,40})(?:\.([0-9]{1,40}))? ?([A-Za-z/]+)$/.exec(text) ?? []
  const factor = UNITS.get(unit)
  if (factor === undefined) return undefined
  const [scaled, scale] = [BigInt(whole + decimals) * factor, 10n ** BigInt(decimals.length)]
  return scaled % scale === 0n ? scaled / scale : undefined
}

/** What a text that is no bandwidth may have been meant as, each in both readings. */
function hintFor(text: string): string {
  const [, digits = '', prefix = '', binary = '', unit = ''] =
    /^([0-9]{1,12}(?:[.,][0-9]{1,6})?) *([kmg]?)(i?)(bits?|bytes?|b|o|)(?:ps|\/s|\/sec)?$/i.exec(text) ?? []
  const readings = unitsFor(prefix, binary !== '', unit).flatMap((meant) => {
    const written = digits.replace(',', '.') + meant
    const bits = bitsIn(written)
    return bits === undefined ? [] : [`${written} (${meant.endsWith('B/s') ? inBits(bits) : inBytes(bits)})`]
  })
  return readings.length === 0
    ? 'Write it as in 100Mbit/s or 12.5MB/s; plain digits are bit/s.'
    : `Did you mean ${readings.join(' or ')}?`
}

/** The units that a misspelt one may stand for. */
function unitsFor(prefix: string, isBinary: boolean, unit: string): string[] {
  const mayBeBits = !isBinary && /^(bits?|b|)$/i.test(unit) && unit !== 'B'
  const mayBeBytes = /^(bytes?|b|o|)$/i.test(unit) && !(unit === 'b' && /[MG]/.test(prefix))
  const decimal = prefix.toLowerCase() === 'k' ? 'k' : prefix.toUpperCase()
  // A KB has 1000 bytes to some, and 1024 to others.
  const mayBeBinary = isBinary || (prefix === 'K' && unit === 'B')
  return [
    ...(mayBeBits ? [`${decimal}bit/s`] : []),
    ...(mayBeBytes && !isBinary ? [`${decimal}B/s`] : []),
    ...(mayBeBytes && mayBeBinary && prefix !== '' ? [`${prefix.toUpperCase()}iB/s`] : [])
  ]
}

/**
 * A bandwidth for people: `2 Gbit/s (250 MB/s)`. One that is not round in its unit is shown in digits as well:
 * `2,147,483,648 bit/s, 2.15 Gbit/s (268 MB/s)`.
 *
 * @param value in bit/s
 */
export function describeBandwidth(value: number | bigint): string {
  const bits = BigInt(value)
  const digits = isRound(bits) ? '' : `${grouped(bits)} bit/s, `
  return `${digits}${inBits(bits)} (${inBytes(bits)})`
}

function inBits(bits: bigint): string {
  const { number, prefix } = scaled(Number(bits))
  return `${number} ${prefix}bit/s`
}

function inBytes(bits: bigint): string {
  const { number, prefix } = scaled(Number(bits) / 8)
  return `${number} ${prefix}B/s`
}

function isRound(bits: bigint): boolean {
  const unit = Object.values(DECIMAL).findLast((factor) => factor <= bits) ?? 1n
  return (bits * 1000n) % unit === 0n
}

/** A number in the largest unit that it has at least one of: with three decimals at the most, or else rounded to three digits. */
function scaled(value: number): { number: string; prefix: string } {
  const [prefix, factor] = Object.entries(DECIMAL).findLast(([, size]) => Number(size) <= value) ?? ['', 1n]
  const number = value / Number(factor)
  const isExact = Number(number.toFixed(3)) === number
  const shown = isExact ? number : Number(number.toPrecision(3))
  return { number: shown < 1000 ? String(shown) : grouped(Math.round(shown)), prefix }
}
