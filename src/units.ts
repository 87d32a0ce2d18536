import { invalid } from './action-error.ts'
import { didYouMean, quote } from './text.ts'

/** The two largest units, such as `2 h 7 min`, or `2 h` if the smaller one is 0. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)]
  const parts = [`${Math.floor(hours / 24)} d`, `${hours % 24} h`, `${minutes % 60} min`, `${seconds % 60} s`]
  const first = parts.findIndex((part) => !part.startsWith('0 '))
  const [large = '0 s', small = ''] = first < 0 ? [] : parts.slice(first, first + 2)
  return small === '' || small.startsWith('0 ') ? large : `${large} ${small}`
}

/** Adds thousands separators to a whole number, such as `48,210`. */
export function formatNumber(number: number | bigint): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** Example: `705.6 MiB`. */
export function formatBytes(bytes: bigint): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']
  const exponent = bytes < 1024n ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(Number(bytes)) / 10))
  return `${exponent === 0 ? bytes : (Number(bytes) / 1024 ** exponent).toFixed(1)} ${units[exponent]}`
}

/** Example: `52.1 %`; empty if it is unknown. */
export function formatPercent(percent: number | undefined): string {
  return percent === undefined ? '' : `${percent.toFixed(1)} %`
}

/** Example: `1,000 failed`; empty if the count is unknown. */
export function formatCount(count: bigint | undefined, noun: string): string {
  return count === undefined ? '' : `${formatNumber(count)} ${noun}`
}

/** Example: `5 of 10`; empty if the part is unknown. */
export function partOf(part: bigint | undefined, total: bigint | undefined, format: typeof formatBytes): string {
  if (part === undefined) return ''
  return total === undefined ? format(part) : `${format(part)} of ${format(total)}`
}

export const MAX_INT64 = 2n ** 63n - 1n

/**
 * Parses a bandwidth, such as `100Mbit/s`, `12.5 MB/s` or `100000000`, into bit/s.
 *
 * @throws ActionError `InvalidArgument` if it isn't in whole bits per second, or doesn't fit 64 bits
 */
export function parseBandwidth(name: string, text: string): bigint {
  const bits = bitsIn(text)
  const start = `${name} is ${quote(text)},`
  if (bits === undefined) throw invalid(`${start} which isn't a bandwidth in whole bit/s. ${suggestBandwidths(text)}`)
  if (bits > MAX_INT64) throw invalid(`${start} but it must be at most ${MAX_INT64} bit/s.`)
  return bits
}

const DECIMAL = { '': 1n, k: 1000n, M: 1_000_000n, G: 1_000_000_000n }
const FACTORS = new Map(Object.entries({ ...DECIMAL, Ki: 2n ** 10n, Mi: 2n ** 20n, Gi: 2n ** 30n }))

/** Units are case-sensitive: `b` is bit, `B` is byte. Only bytes have binary prefixes. */
const BANDWIDTH = /^(\d{1,40})(?:\.(\d{1,40}))? ?([kMG]?|[KMG]i(?=B))(bit\/s|bps|b\/s|B\/s)$/

function bitsIn(text: string): bigint | undefined {
  if (/^\d{1,40}$/.test(text)) return BigInt(text)
  const [, whole = '', decimals = '', prefix = '', unit] = BANDWIDTH.exec(text) ?? []
  const factor = FACTORS.get(prefix)
  if (unit === undefined || factor === undefined) return undefined
  const dividend = BigInt(whole + decimals) * factor * (unit === 'B/s' ? 8n : 1n)
  const divisor = 10n ** BigInt(decimals.length)
  return dividend % divisor === 0n ? dividend / divisor : undefined
}

/** Suggests what an invalid bandwidth was meant to be: often both bits and bytes are possible. */
function suggestBandwidths(text: string): string {
  const [, digits = '', prefix = '', binary = '', unit = ''] =
    /^([0-9]{1,12}(?:[.,][0-9]{1,6})?) *([kmg]?)(i?)(bits?|bytes?|b|o|)(?:ps|\/s|\/sec)?$/i.exec(text) ?? []
  const canBeBits = binary === '' && unit !== 'B' && /^(bits?|b|)$/i.test(unit)
  const canBeBytes = /^(bytes?|b|o|)$/i.test(unit) && !(unit === 'b' && /[MG]/.test(prefix))
  // A KB can be 1000 or 1024 bytes.
  const canBeBinary = binary !== '' || (prefix === 'K' && unit === 'B')
  const decimal = prefix.toLowerCase() === 'k' ? 'k' : prefix.toUpperCase()
  const units = [
    canBeBits && `${decimal}bit/s`,
    canBeBytes && binary === '' && `${decimal}B/s`,
    canBeBytes && canBeBinary && `${prefix.toUpperCase()}iB/s`
  ].filter((one) => one !== false)
  const suggestions = units.flatMap((possible) => {
    const suggestion = digits.replace(',', '.') + possible
    const bits = bitsIn(suggestion)
    return bits === undefined ? [] : `${suggestion} (${formatScaled(bits, possible.endsWith('B/s') ? 'bit/s' : 'B/s')})`
  })
  return didYouMean(suggestions.join(' or ')) || 'Write it as in 100Mbit/s or 12.5MB/s; plain digits are bit/s.'
}

/** A warning about plain digits that are bit/s, but are so few that another unit was probably meant. */
export function warnAboutPlainDigits(name: string, text: string): string[] {
  const bits = /^\d{1,6}$/.test(text) ? BigInt(text) : 0n
  if (bits === 0n) return []
  const meant = ['kbit/s', 'Mbit/s', 'MB/s'].filter((unit) => {
    const value = bitsIn(`${bits}${unit}`) ?? 0n
    return value >= 1_000_000n && value <= 10_000_000_000n
  })
  const readings = meant.map((unit) => `${bits}${unit}`).join(' or ')
  return [
    `${name} is ${text}, which is ${formatBandwidth(bits)}: plain digits are bit/s. Write ${readings}, or ${bits}bit/s if you mean so little.`
  ]
}

/**
 * @param value in bit/s
 * @returns such as `2 Gbit/s (250 MB/s)`, or if that is rounded `2,147,483,648 bit/s, 2.15 Gbit/s (268 MB/s)`
 */
export function formatBandwidth(value: number | bigint): string {
  const bits = BigInt(value)
  const scaled = formatScaled(bits, 'bit/s')
  const exactly = bitsIn(scaled.replaceAll(',', '')) === bits ? '' : `${formatNumber(bits)} bit/s, `
  return `${exactly}${scaled} (${formatScaled(bits, 'B/s')})`
}

/** @returns such as `2.15 Gbit/s`: up to three decimals if those are exact, otherwise three significant digits */
function formatScaled(bits: bigint, unit: 'bit/s' | 'B/s'): string {
  const value = unit === 'B/s' ? Number(bits) / 8 : Number(bits)
  const [prefix, factor] = Object.entries(DECIMAL).findLast(([, size]) => Number(size) <= value) ?? ['', 1n]
  const number = value / Number(factor)
  const shown = Number(number.toFixed(3)) === number ? number : Number(number.toPrecision(3))
  return `${shown < 1000 ? shown : formatNumber(Math.round(shown))} ${prefix}${unit}`
}
