/** A length of time in the two units that matter, from ms. What is 0 of the smaller one is left out. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60
  ]
  const two = (a: number, unit: string, b: number, smaller: string): string =>
    `${a} ${unit}${b === 0 ? '' : ` ${b} ${smaller}`}`
  if (days > 0) return two(days, 'd', hours, 'h')
  if (hours > 0) return two(hours, 'h', minutes, 'min')
  return minutes > 0 ? two(minutes, 'min', seconds % 60, 's') : `${seconds} s`
}

/** A whole number with separators: `48,210`. */
export function grouped(number: number | bigint): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** A number of bytes in the unit that suits it. */
export function size(bytes: bigint): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']
  const exponent = bytes < 1024n ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(Number(bytes)) / 10))
  return `${exponent === 0 ? bytes : (Number(bytes) / 1024 ** exponent).toFixed(1)} ${units[exponent]}`
}
