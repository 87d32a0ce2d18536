export { quote } from '@alicloud/hcs-mgw20240626'

/** The first `most` characters. A slice would keep all of the text in memory, such as the answer that it is from. */
export function beginningOf(text: string, most: number): string {
  return Buffer.from(text.slice(0, most)).toString()
}

/** `a, b and c` */
export function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** `1 job`, `40 jobs` */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

/** `a, b and 17 more` */
export function some(names: readonly string[], most = 10): string {
  if (names.length <= most) return list(names)
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`
}
