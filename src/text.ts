import { MAX_NAMES } from './limits.ts'
import { redact } from './redact.ts'

/** Stands for what was cut off. It is written as an escape because dist is ASCII, which Node reads faster. */
export const ELLIPSIS = '\u2026'

/** @returns such as `1 job` or `40 jobs` */
export function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** Joins the parts that are known and not empty. */
export function joinParts(parts: readonly unknown[], separator = ' '): string {
  return parts.filter(Boolean).join(separator)
}

/** `prefix` and the text; empty if there is no text. */
export function prefixed(prefix: string, text: string): string {
  return text && prefix + text
}

/** Example: `a, b and c`. */
export function joinWithAnd(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** Example: `a, b and 17 more`. */
export function truncateList(names: readonly string[], max = MAX_NAMES): string {
  if (names.length <= max) return joinWithAnd(names)
  return `${names.slice(0, max).join(', ')} and ${names.length - max} more`
}

/** Redacts a text, cuts it after `max` characters, and adds how long it was. */
export function truncate(text: string, max: number): string {
  const safe = redact(text)
  return safe.length <= max ? safe : `${safe.slice(0, max)}${ELLIPSIS} (${text.length} characters in all)`
}

/** Like `truncate`, but adds nothing, and copies: a slice would keep the whole text, such as a response, in memory. */
export function copyOfStart(text: string, max: number): string {
  return Buffer.from(redact(text).slice(0, max)).toString()
}

/** Quotes a value for a message: redacted, up to `max` characters, with invisible characters escaped. */
export function quote(value: string, max = 200): string {
  const safe = redact(value)
  const text = safe.length > max ? safe.slice(0, max) + ELLIPSIS : safe
  return escapeMatches(JSON.stringify(text), `[${CONTROLS}\\p{Default_Ignorable_Code_Point}]|(?! )\\p{Zs}`)
}

/** Control characters, and those that change how others are displayed. */
const CONTROLS = '\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}'

/** Escapes control characters, except tabs and line feeds, and those that change how others are displayed: `\u202e`. */
export function escapeControls(text: string): string {
  return escapeMatches(text, `(?![\\t\\n])[${CONTROLS}]`)
}

export function removeControls(text: string): string {
  return text.replace(new RegExp(`[${CONTROLS}]`, 'gu'), '')
}

/** The pattern is a string because V8 looks up the Unicode properties of each literal, used or not, when it loads dist. */
function escapeMatches(text: string, pattern: string): string {
  // Text is usually ASCII.
  return /^[\t\n -~]*$/.test(text) ? text : text.replace(new RegExp(pattern, 'gu'), escapeCharacter)
}

function escapeCharacter(character: string): string {
  const codes = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'))
  return codes.map((code) => `\\u${code}`).join('')
}

/** Runners also execute commands of the older form `##[name]`, anywhere in a line. JSON parsers undo the escape. */
export function escapeOldCommands(json: string): string {
  return json.replaceAll('##[', '##\\u005b')
}

export function escapeHtml(text: string): string {
  return escapeControls(text).replace(/[&<>"'\n]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Empty without a suggestion. */
export function didYouMean(suggestion: string | undefined): string {
  return suggestion ? `Did you mean ${suggestion}?` : ''
}

/** The only candidate that contains `word`, or the closest one with at most two typos. */
export function closestMatch(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 40) return undefined
  const lower = word.toLowerCase()
  const containing = candidates.filter((candidate) => candidate.toLowerCase().includes(lower))
  if (word.length >= 3 && containing.length === 1) return containing[0]
  return closest(candidates, Math.min(2, word.length / 2), (text) => editDistance(lower, text))[0]
}

/** Up to three candidates that equal, start with or end with `word`. A third of its characters can be typos. */
export function closestMatches(word: string, candidates: readonly string[]): string[] {
  if (word === '' || word.length > 63) return []
  const lower = word.toLowerCase()
  const max = Math.max(1, word.length / 3)
  return closest(candidates, max, (text) => {
    const parts = [text.slice(0, word.length), text.slice(-word.length)]
    // A longer text has at least as many typos as it has more characters.
    if (text.length - word.length <= max) parts.push(text)
    return Math.min(...parts.map((part) => editDistance(lower, part)))
  }).slice(0, 3)
}

/** The candidates with at most `max` typos, the closest first. `countTypos` is called with each one in lower case. */
function closest(candidates: readonly string[], max: number, countTypos: (text: string) => number): string[] {
  return candidates
    .map((candidate) => ({ candidate, typos: countTypos(candidate.toLowerCase()) }))
    .filter(({ typos }) => typos <= max)
    .sort((a, b) => a.typos - b.typos)
    .map(({ candidate }) => candidate)
}

/** How many characters to insert, delete, replace, or swap with the next one. */
export function editDistance(a: string, b: string): number {
  // In Jest, each lookup of a global such as Math is slow.
  const { min } = Math
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : replaced
      next.push(min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
