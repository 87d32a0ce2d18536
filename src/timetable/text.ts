import { ClientError, quote } from '@alicloud/hcs-mgw20240626'
import { MINUTES_A_DAY } from './calendar.ts'
import { checkTogether } from './conflicts.ts'
import { refusal } from './refusal.ts'
import type { DatedLine, Line, MovedDays, Timetable, WeeklyLine } from './timetable.ts'
import { readDate, readState, readTime, readWeekday, readWeekdays, SHAPE, Unreadable } from './words.ts'

/** The longest timetable, in lines, comments counted. */
const MAX_LINES = 200
/** The longest line without its comment, in characters. To read a longer one could take long. */
const MAX_LENGTH = 500

/**
 * Reads a timetable: one switch a line, `#` begins a comment.
 *
 * @param text as it stands in the workflow: line 1 may be empty
 * @throws ClientError `InvalidArgument` that names the line, and what is right
 */
export function parseTimetable(text: string): Timetable {
  try {
    return checkTogether(linesOf(text).map(readLine))
  } catch (error) {
    if (!(error instanceof ClientError) || !looksFolded(text)) throw error
    throw new ClientError(error.code, `${error.message} ${FOLDED}`)
  }
}

const FOLDED = 'Is there a | after "timetable:"? Without it YAML makes one line of all of them.'

/** A warning for a text of one good line with a comment that seems to hold further ones. */
export function warnOfFolded(text: string): string[] {
  return looksFolded(text)
    ? [`timetable is one line, and what its comment holds looks like further ones. ${FOLDED}`]
    : []
}

/** Whether a text is one line that holds more than one, or is a comment as a whole: YAML's `>` makes such of many lines. */
function looksFolded(text: string): boolean {
  const [line = '', ...others] = text.trim().split(/[\r\n]+/)
  return others.length === 0 && (line.startsWith('#') || (line.match(/\b(run|pause|as)\b/g) ?? []).length > 1)
}

/** The lines that hold something besides a comment. */
function linesOf(text: string): Line[] {
  const all = text.replace(/(\r\n|\r|\n)[ \t]*$/, '').split(/\r\n|\r|\n/)
  if (all.length > MAX_LINES)
    throw refusal([], `it has ${all.length} lines, but may have ${MAX_LINES} at the most.`)
  return all
    .map((line, index) => lineOf(line.split('#', 1)[0] ?? '', index + 1))
    .filter((line) => line.text !== '')
}

function lineOf(text: string, number: number): Line {
  if (text.length <= MAX_LENGTH) return { number, text: text.replace(/^[ \t]+|[ \t]+$/g, '') }
  throw refusal(
    [{ number, text }],
    `it has ${text.length} characters, but may have ${MAX_LENGTH} at the most.`
  )
}

function readLine(line: Line): WeeklyLine | DatedLine | MovedDays {
  try {
    refuseOddCharacters(line.text)
    const words = line.text.split(/[ \t]+/)
    return /^\d{4}\D/.test(line.text) ? readDated(line, words) : readWeekly(line, words)
  } catch (error) {
    if (error instanceof Unreadable) throw refusal([line], error.message)
    // A bandwidth is refused in words of its own.
    if (error instanceof ClientError) throw refusal([line], error.message)
    throw error
  }
}

/** What only looks like what it should be: full-width characters, spaces of other kinds, dashes that are none. */
function refuseOddCharacters(text: string): void {
  const word = text.split(/[ \t]+/).find((one) => /[^!-~]/.test(one))
  if (word === undefined) return
  const [odd = ''] = /[^!-~]/u.exec(word) ?? []
  const name = `U+${odd.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`
  const meant = word
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\p{Cf}\p{Cc}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
  const hint = /^[ -~]+$/.test(meant)
    ? `write ${meant}`
    : 'only plain letters, digits, signs and spaces may stand there'
  throw new Unreadable(`${quote(word)} holds the character ${name}: ${hint}.`)
}

/** `[days] HH:MM state` */
function readWeekly(line: Line, words: readonly string[]): WeeklyLine {
  if (/^(run|pause)$/i.test(words[0] ?? '')) throw new Unreadable(`its days and time come first. ${SHAPE}`)
  const hasDays = !/^\d/.test(words[0] ?? '')
  const [time, ...state] = hasDays ? words.slice(1) : words
  const weekdays = hasDays ? readWeekdays(words[0] ?? '') : [0, 1, 2, 3, 4, 5, 6]
  return { kind: 'weekly', ...line, weekdays, minute: readTime(time), state: readState(state) }
}

/** `DATE[ HH:MM][..DATE[ HH:MM]] state`, or `DATE[..DATE] as DAY` */
function readDated(line: Line, words: readonly string[]): DatedLine | MovedDays {
  const length = words.findIndex((word) => /^[^\d.]/.test(word))
  const span = readSpan(words.slice(0, length < 0 ? words.length : length).join(' '))
  const [name, day, ...more] = length < 0 ? [] : words.slice(length)
  if (/^(-|to|till|until)$/i.test(name ?? '')) {
    throw new Unreadable('two dates are written as 2026-10-01..2026-10-07.')
  }
  if (name === 'as') {
    if (more.length > 0) throw new Unreadable(`after the day, ${quote(more.join(' '))} is too much.`)
    if (!span.isWholeDays) throw new Unreadable('"as" is about whole days: leave the times out.')
    const [firstDay, lastDay] = [span.from / MINUTES_A_DAY, span.to / MINUTES_A_DAY - 1]
    return { kind: 'moved', ...line, firstDay, lastDay, weekday: readWeekday(day) }
  }
  return {
    kind: 'dated',
    ...line,
    from: span.from,
    to: span.to,
    state: readState(length < 0 ? [] : words.slice(length))
  }
}

/** What `2026-11-27 18:00..2026-11-30 08:00` stands for: the first moment, and the first one after it. */
function readSpan(text: string): { from: number; to: number; isWholeDays: boolean } {
  const [whole, date = '', time, endDate = date, endTime] =
    /^(\S+?)(?: (\S+?))?(?:\.\.(\S+)(?: (\S+))?)?$/.exec(text) ?? []
  if (whole === undefined) {
    throw new Unreadable(`${quote(text)} is not a date, nor two dates with .. and no spaces between them.`)
  }
  const day = readDate(date)
  if (time !== undefined && !text.includes('..')) {
    readTime(time)
    throw new Unreadable(`until when? It has a time and no end: write as in ${date} ${time}..${date} 23:00.`)
  }
  if (isTimeOnly(endDate)) {
    throw new Unreadable(
      `the end needs a date too: write ${[date, time].filter(Boolean).join(' ')}..${date} ${endDate}.`
    )
  }
  const from = day * MINUTES_A_DAY + (time === undefined ? 0 : readTime(time))
  const endDay = readDate(endDate)
  const to = endTime === undefined ? (endDay + 1) * MINUTES_A_DAY : endDay * MINUTES_A_DAY + readTime(endTime)
  if (to <= from) throw new Unreadable('its end is not after its beginning.')
  return { from, to, isWholeDays: time === undefined && endTime === undefined }
}

function isTimeOnly(word: string): boolean {
  return /^\d{1,2}:\d{2}$/.test(word)
}
