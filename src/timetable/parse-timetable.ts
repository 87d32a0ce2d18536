import { ActionError, invalid } from '../action-error.ts'
import { closestMatch, quote } from '../text.ts'
import { parseBandwidth, warnAboutPlainDigits } from '../units.ts'
import { dayOfDate, formatDate, formatTime, formatWeekday, MINUTES_PER_DAY, WEEKDAYS } from './calendar.ts'
import type { DatedEntry, DayOverride, Entry, State, Timetable, WeeklyEntry } from './timetable.ts'
import { isSameState } from './timetable.ts'

/** Including blank lines and comments. */
const MAX_LINES = 200
/** In characters, without the comment: matching a very long line against the patterns below could take seconds. */
const MAX_LENGTH = 500

/** @throws ActionError `InvalidArgument` with the line and what to write instead */
export function parseTimetable(text: string): Timetable {
  try {
    const entries = splitLines(text).map(parseEntry)
    const weekly = entries.filter((entry) => entry.kind === 'weekly')
    const dated = entries.filter((entry) => entry.kind === 'dated')
    const overrides = entries.filter((entry) => entry.kind === 'override')
    const timetable = { weekly, dated, overrides }
    if (weekly.length === 0) throw invalid(NO_WEEKLY)
    validatePairs(timetable)
    validateRate(timetable, 'maxBandwidth', 'a bandwidth')
    validateRate(timetable, 'maxQps', 'files/s')
    return timetable
  } catch (error) {
    if (!(error instanceof ActionError) || !isFolded(text)) throw error
    throw invalid(`${error.message} ${FOLDED}`)
  }
}

const NO_WEEKLY =
  'timetable: it has no weekly line, such as "Mon-Fri 08:00 pause", so that nothing is said of most hours.'
const FOLDED = 'Is there a | after "timetable:"? Without it YAML makes one line of all of them.'

/** A warning if a valid timetable of one line seems to contain more lines in its comment. */
export function warnIfFolded(text: string): string[] {
  if (!isFolded(text)) return []
  return [`timetable is one line, and what its comment holds looks like further ones. ${FOLDED}`]
}

/** A warning for each bandwidth in plain digits that is probably meant in another unit. */
export function warnAboutRates({ weekly, dated }: Timetable): string[] {
  const rates = [...weekly, ...dated].flatMap(({ text }) => /\srun\s+(\d+)(?!\S)/.exec(text)?.[1] ?? [])
  return [...new Set(rates)].flatMap((rate) => warnAboutPlainDigits('a bandwidth of the timetable', rate))
}

/** Whether YAML seems to have joined several lines, as it does after `>` or without `|`. */
function isFolded(text: string): boolean {
  const [line = '', ...others] = text.trim().split(/[\r\n]+/)
  return others.length === 0 && (line.startsWith('#') || (line.match(/\b(run|pause|as)\b/g) ?? []).length > 1)
}

/** Removes comments and blank lines. */
function splitLines(text: string): Entry[] {
  const lines = text.replace(/(\r\n|\r|\n)[ \t]*$/, '').split(/\r\n|\r|\n/)
  if (lines.length > MAX_LINES) {
    throw invalid(`timetable: it has ${lines.length} lines, but may have ${MAX_LINES} at the most.`)
  }
  const entries = lines.map((line, index) => ({ number: index + 1, text: line.replace(/#.*/s, '') }))
  const long = entries.find((entry) => entry.text.length > MAX_LENGTH)
  if (long !== undefined) {
    throw timetableError([long], `it has ${long.text.length} characters, but may have ${MAX_LENGTH} at the most.`)
  }
  return entries
    .map((entry) => ({ ...entry, text: entry.text.replace(/^[ \t]+|[ \t]+$/g, '') }))
    .filter((entry) => entry.text !== '')
}

/** Adds the line to the errors of the functions below, which name only the problem. */
function parseEntry(line: Entry): WeeklyEntry | DatedEntry | DayOverride {
  try {
    validateCharacters(line.text)
    const words = line.text.split(/[ \t]+/)
    return /^\d{4}\D/.test(line.text) ? parseDated(line, words) : parseWeekly(line, words)
  } catch (error) {
    throw error instanceof ActionError ? timetableError([line], error.message) : error
  }
}

/** Rejects characters that look like ASCII, such as full-width digits, no-break spaces and en dashes. */
function validateCharacters(text: string): void {
  const word = text.split(/[ \t]+/).find((one) => /[^!-~]/.test(one))
  if (word === undefined) return
  const [character = ''] = /[^!-~]/u.exec(word) ?? []
  const name = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`
  const meant = word
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\p{Cf}\p{Cc}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
  const hint = /^[ -~]+$/.test(meant) ? `write ${meant}` : `write it in plain letters. ${DAYS_AND_STATES}`
  throw invalid(`${quote(word)} holds the character ${name}: ${hint}.`)
}

const DAYS_AND_STATES = `Days are ${WEEKDAYS.join(', ')}; states are run and pause`

/** `[DAYS] HH:MM STATE` */
function parseWeekly(line: Entry, words: readonly string[]): WeeklyEntry {
  const [first = ''] = words
  if (/^(run|pause)$/i.test(first)) throw invalid(`its days and time come first. ${SHAPE}`)
  if (/^[0-7]([,-][0-7])*$/.test(first) && /^\d\d?:\d\d$/.test(words[1] ?? '')) {
    // The numbers that cron uses: both 0 and 7 are Sunday.
    const days = first.replaceAll(/\d/g, (digit) => formatWeekday(Number(digit) + 3))
    throw invalid(`${quote(first)} is not a day: days are ${days}.`)
  }
  const hasDays = !/^\d/.test(first)
  const [time, ...state] = hasDays ? words.slice(1) : words
  const weekdays = hasDays ? parseWeekdays(first) : [0, 1, 2, 3, 4, 5, 6]
  return { kind: 'weekly', ...line, weekdays, minute: parseTime(time), state: parseState(state) }
}

/** `DATE[ HH:MM][..DATE[ HH:MM]] STATE`, or `DATE[..DATE] as DAY` */
function parseDated(line: Entry, words: readonly string[]): DatedEntry | DayOverride {
  const index = words.findIndex((word) => /^[^\d.]/.test(word))
  const length = index < 0 ? words.length : index
  const { from, to, isWholeDays } = parsePeriod(words.slice(0, length).join(' '))
  const state = words.slice(length)
  const [name = '', day, ...more] = state
  if (/^(-|to|till|until)$/i.test(name)) throw invalid('two dates are written as 2026-10-01..2026-10-07.')
  if (name !== 'as') return { kind: 'dated', ...line, from, to, state: parseState(state) }
  if (more.length > 0) throw invalid(`after the day, ${quote(more.join(' '))} is too much.`)
  if (!isWholeDays) throw invalid('"as" is about whole days: leave the times out.')
  const [firstDay, lastDay] = [from / MINUTES_PER_DAY, to / MINUTES_PER_DAY - 1]
  return { kind: 'override', ...line, firstDay, lastDay, weekday: parseWeekday(day) }
}

/** Parses a period such as `2026-11-27 18:00..2026-11-30 08:00`. `to` is the first moment after it. */
function parsePeriod(text: string): { from: number; to: number; isWholeDays: boolean } {
  const [whole, date = '', time, endDate = date, endTime] =
    /^(\S+?)(?: (\S+?))?(?:\.\.(\S+)(?: (\S+))?)?$/.exec(text) ?? []
  if (whole === undefined) {
    throw invalid(`${quote(text)} is not a date, nor two dates with .. and no spaces between them.`)
  }
  const day = parseDate(date)
  if (time !== undefined && !text.includes('..')) {
    parseTime(time)
    throw invalid(`until when? It has a time and no end: write as in ${date} ${time}..${date} 23:00.`)
  }
  if (/^\d{1,2}:\d{2}$/.test(endDate)) {
    const start = time === undefined ? date : `${date} ${time}`
    throw invalid(`the end needs a date too: write ${start}..${date} ${endDate}.`)
  }
  const from = day * MINUTES_PER_DAY + (time === undefined ? 0 : parseTime(time))
  const endMinute = parseDate(endDate) * MINUTES_PER_DAY
  const to = endMinute + (endTime === undefined ? MINUTES_PER_DAY : parseTime(endTime))
  if (to <= from) throw invalid('its end is not after its beginning.')
  return { from, to, isWholeDays: time === undefined && endTime === undefined }
}

/** For errors where the word alone doesn't show what is wrong. */
const SHAPE = 'Write a line as in "Mon-Fri 08:00 pause" or "2026-10-01 pause".'

function parseDate(word: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(word) ? dayOfDate(word) : undefined
  if (day !== undefined) return day
  const padded = word.replaceAll(/[-/.](\d{1,2})(?!\d)/g, (_, part: string) => `-${part.padStart(2, '0')}`)
  if (padded !== word && dayOfDate(padded) !== undefined) throw invalid(`write ${quote(word)} as ${padded}.`)
  throw invalid(`there is no date ${quote(word)}; a date is written as 2026-10-01, and two as 2026-10-01..2026-10-07.`)
}

/** The minute of the day. */
function parseTime(word = ''): number {
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(word)) return Number(word.slice(0, 2)) * 60 + Number(word.slice(3))
  if (word === '') throw invalid('the time is missing, as in 08:00.')
  if (word === '24:00') throw invalid('24:00 is 00:00 of the next day: write that.')
  if (/^\d:[0-5]\d$/.test(word)) throw invalid(`write ${word} with two digits each: 0${word}.`)
  if (!/^\d\d?(:\d\d)?(-|\.\.)\d\d?(:\d\d)?$/.test(word))
    throw invalid(`${quote(word)} is not a time from 00:00 to 23:59. ${SHAPE}`)
  const times = word.split(/-|\.\./).map((time) => (time.includes(':') ? time : `${time}:00`).padStart(5, '0'))
  const lines = `one with ${times.join(' and one with ')}`
  throw invalid(`a line names one switch, not a span: write two lines, ${lines}, each with the state that begins then.`)
}

/** Each weekday in a text such as `Mon-Wed,Fri` once, 0 for Monday. */
function parseWeekdays(word: string): number[] {
  const weekdays = word.split(',').flatMap((part) => {
    const [first, last, ...more] = part.split('-')
    const from = parseWeekday(first)
    if (more.length > 0) return [parseWeekday(part)]
    const length = last === undefined ? 1 : ((parseWeekday(last) - from + 7) % 7) + 1
    return Array.from({ length }, (_, index) => (from + index) % 7)
  })
  return [...new Set(weekdays)]
}

/** 0 for Monday. */
function parseWeekday(word = ''): number {
  if (word === '') throw invalid(`a day is missing. ${DAYS}`)
  const lower = word.toLowerCase()
  const weekday = WEEKDAYS.findIndex((name) => name.toLowerCase() === lower)
  if (weekday >= 0) return weekday
  const meant = WEEKDAYS.find((name) => lower.startsWith(name.toLowerCase())) ?? closestMatch(word, WEEKDAYS)
  const hint = meant === undefined ? ` ${DAYS}` : ` Did you mean ${meant}?`
  throw invalid(`${quote(word)} is not a day: those are ${WEEKDAYS.join(', ')}.${hint}`)
}

const DAYS = 'Write days without spaces, as in Mon-Wed,Fri; a line without days is for every day.'

function parseState([name, ...rates]: readonly string[]): State {
  if (name === 'run') return parseRun(rates)
  if (name === 'pause' && rates.length === 0) return { name }
  if (name === 'pause') throw invalid(`after pause, ${quote(rates.join(' '))} is too much.`)
  if (name === undefined) throw invalid('the state is missing: pause or run.')
  const word = name.toLowerCase().replace(/-job$/, '')
  const meant = SYNONYMS.get(word) ?? closestMatch(word, ['pause', 'run'])
  const hint = meant === undefined ? ` ${SHAPE}` : ` Did you mean ${meant}?`
  throw invalid(`${quote(name)} is not a state: those are pause and run.${hint}`)
}

/** Words that people may try for the two states. */
const SYNONYMS = new Map(Object.entries({ stop: 'pause', off: 'pause', start: 'run', resume: 'run', on: 'run' }))

function parseRun(rates: readonly string[]): State {
  const spaced = rates.findIndex((rate, index) => /^[\d.,]+$/.test(rate) && /^[A-Za-z]/.test(rates[index + 1] ?? ''))
  if (spaced >= 0) throw invalid(`write ${rates[spaced]}${rates[spaced + 1]} without a space.`)
  const [first = '', second, ...more] = rates
  if (more.length > 0) throw invalid(`after the rates, ${quote(more.join(' '))} is too much.`)
  if (second !== undefined && FILES.test(first)) {
    const order = `the bandwidth comes first: run ${second} ${first}.`
    throw invalid(FILES.test(second) ? 'it names files/s twice.' : order)
  }
  const isFilesOnly = second === undefined && /^[\d.,]+f/i.test(first)
  const [bandwidth, files] = isFilesOnly ? [undefined, first] : rates
  const maxBandwidth = bandwidth === undefined ? undefined : parseBandwidth('the bandwidth', bandwidth)
  if (maxBandwidth === 0n) throw invalid(`${bandwidth} is a rate of 0: write pause.`)
  const maxQps = files === undefined ? undefined : parseFilesPerSecond(files)
  if (maxQps === 0n) throw invalid(`${files} is a rate of 0: write pause.`)
  return { name: 'run', maxBandwidth, maxQps }
}

const FILES = /^([0-9]{1,40})files\/s$/

function parseFilesPerSecond(word: string): bigint {
  const files = FILES.exec(word)?.[1]
  if (files !== undefined && BigInt(files) < 2n ** 63n) return BigInt(files)
  throw invalid(`${quote(word)} is not a number of files per second, as in 200files/s.`)
}

/** Rejects two entries that contradict each other. */
function validatePairs({ weekly, dated, overrides }: Timetable): void {
  for (const [a, b] of pairs(weekly)) {
    const weekday = WEEKDAYS.find((_, day) => a.weekdays.includes(day) && b.weekdays.includes(day))
    if (weekday === undefined || a.minute !== b.minute) continue
    throw timetableError([a, b], `both switch on ${weekday} at ${formatTime(a.minute)}. Delete one of them.`)
  }
  for (const [a, b] of pairs(dated.filter(({ state }) => state.name === 'run'))) {
    if (a.from >= b.to || b.from >= a.to || isSameState(a.state, b.state)) continue
    throw timetableError([a, b], 'they overlap and ask for different rates. Let each moment have one.')
  }
  for (const [a, b] of pairs(overrides)) {
    const day = Math.max(a.firstDay, b.firstDay)
    if (day > Math.min(a.lastDay, b.lastDay)) continue
    throw timetableError([a, b], `both say what ${formatDate(day)} is like. Let each date have one.`)
  }
}

/** Each pair of elements once, in order. */
function pairs<T>(all: readonly T[]): [T, T][] {
  return all.flatMap((a, index) => all.slice(index + 1).map((b): [T, T] => [a, b]))
}

/** A rate must be in every run entry or in none: an entry that doesn't set it would silently keep the previous entry's. */
function validateRate({ weekly, dated }: Timetable, rate: 'maxBandwidth' | 'maxQps', name: string): void {
  const runs = [...weekly, ...dated].flatMap((entry) =>
    entry.state.name === 'run' ? { ...entry, ...entry.state } : []
  )
  const two = [runs.find((run) => run[rate] !== undefined), runs.find((run) => run[rate] === undefined)]
  const lines = two.filter((run) => run !== undefined).sort((a, b) => a.number - b.number)
  const problem = `one names ${name} and the other does not, so that the first one's would stay. Name it in each run, or in none.`
  if (lines.length === 2) throw timetableError(lines, problem)
}

function timetableError(lines: readonly Entry[], problem: string): ActionError {
  const numbers = lines.map(({ number }) => number).join(' and ')
  const texts = lines.map(({ text }) => quote(text)).join(' and ')
  return invalid(`timetable, line${lines.length > 1 ? 's' : ''} ${numbers} (${texts}): ${problem}`)
}
