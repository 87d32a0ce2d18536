import { isDeepStrictEqual } from 'node:util'
import { ActionError, invalid } from '../action-error.ts'
import { closestMatch, didYouMean, quote, removeControls } from '../text.ts'
import { MAX_INT64, parseBandwidth, warnAboutPlainDigits } from '../units.ts'
import { dayOf, dayOfDate, formatDate, formatTime, formatWeekday, MINUTES_PER_DAY, WEEKDAYS } from './calendar.ts'
import type { DatedEntry, DayOverride, Entry, State, Timetable, WeeklyEntry } from './timetable.ts'

/** Including blank lines and comments. */
const MAX_LINES = 200
/** In characters, without the comment: matching a very long line against the patterns below could take seconds. */
const MAX_LENGTH = 500

/** @throws ActionError `InvalidArgument` with the line and what to write instead */
export function parseTimetable(text: string): Timetable {
  try {
    const entries = splitLines(text).map(parseEntry)
    const timetable = {
      weekly: entries.filter((entry) => entry.kind === 'weekly'),
      dated: entries.filter((entry) => entry.kind === 'dated'),
      overrides: entries.filter((entry) => entry.kind === 'override')
    }
    if (timetable.weekly.length === 0) throw invalid('timetable: it has no weekly line, such as "Mon-Fri 08:00 pause".')
    validatePairs(timetable)
    validateRates(entries)
    return timetable
  } catch (error) {
    if (!(error instanceof ActionError) || !isFolded(text)) throw error
    throw invalid(`${error.message} ${FOLDED}`)
  }
}

const FOLDED = 'Is there a | after "timetable:"? Without it, YAML joins all lines.'

/** A warning if a valid timetable of one line seems to contain more lines in its comment. */
export function warnIfFolded(text: string): string[] {
  return isFolded(text) ? [`timetable is one line, but its comment seems to contain more. ${FOLDED}`] : []
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

function splitLines(text: string): Entry[] {
  const lines = text.replace(/(\r\n|\r|\n)[ \t]*$/, '').split(/\r\n|\r|\n/)
  if (lines.length > MAX_LINES) throw invalid(`timetable: it has ${lines.length} lines; ${MAX_LINES} are allowed.`)
  const entries = lines.map((line, index) => ({ number: index + 1, text: line.replace(/#.*/s, '') }))
  const long = entries.find(({ text }) => text.length > MAX_LENGTH)
  if (long) throw timetableError([long], `it has ${long.text.length} characters; ${MAX_LENGTH} are allowed.`)
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
  const simplified = word
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
  const meant = removeControls(simplified).trim()
  const hint = /^[ -~]+$/.test(meant) ? `write ${meant}.` : `write plain letters. ${SHAPE}`
  throw invalid(`${quote(word)} contains the character ${name}: ${hint}`)
}

/** `[DAYS] HH:MM STATE` */
function parseWeekly(line: Entry, words: readonly string[]): WeeklyEntry {
  const [first = ''] = words
  if (/^(run|pause)$/i.test(first)) throw invalid(`the days and the time come first. ${SHAPE}`)
  if (/^[0-7]([,-][0-7])*$/.test(first) && /^\d\d?:\d\d$/.test(words[1] ?? '')) {
    // The numbers that cron uses: both 0 and 7 are Sunday.
    const days = first.replaceAll(/\d/g, (digit) => formatWeekday(Number(digit) + 3))
    throw invalid(`${quote(first)} is not a day: write ${days}.`)
  }
  const hasDays = !/^\d/.test(first)
  const [time, ...state] = hasDays ? words.slice(1) : words
  const weekdays = hasDays ? parseWeekdays(first) : [0, 1, 2, 3, 4, 5, 6]
  return { kind: 'weekly', ...line, weekdays, minute: parseTime(time), state: parseState(state) }
}

/** `DATE[ HH:MM][..DATE[ HH:MM]] STATE`, or `DATE[..DATE] as DAY` */
function parseDated(line: Entry, words: readonly string[]): DatedEntry | DayOverride {
  const start = words.findIndex((word) => /^[^\d.]/.test(word))
  const state = start < 0 ? [] : words.slice(start)
  const { from, to, isWholeDays } = parsePeriod(words.slice(0, words.length - state.length).join(' '))
  const [name = '', day, ...more] = state
  if (/^(-|to|till|until)$/i.test(name)) throw invalid('write two dates as in 2026-10-01..2026-10-07.')
  if (name !== 'as') return { kind: 'dated', ...line, from, to, state: parseState(state) }
  rejectRest(more, 'the day')
  if (!isWholeDays) throw invalid('"as" needs whole days: leave the times out.')
  return { kind: 'override', ...line, from, to, weekday: parseWeekday(day) }
}

function rejectRest(words: readonly string[], before: string): void {
  if (words.length > 0) throw invalid(`unexpected ${quote(words.join(' '))} after ${before}.`)
}

/** Parses a period such as `2026-11-27 18:00..2026-11-30 08:00`. `to` is the first moment after it. */
function parsePeriod(text: string): { from: number; to: number; isWholeDays: boolean } {
  const [whole, date = '', time, endDate = date, endTime] =
    /^(\S+?)(?: (\S+?))?(?:\.\.(\S+)(?: (\S+))?)?$/.exec(text) ?? []
  if (whole === undefined)
    throw invalid(`${quote(text)} is not a date, or two dates with .. without spaces between them.`)
  const day = parseDate(date)
  if (time !== undefined && !text.includes('..')) {
    parseTime(time)
    throw invalid(`it has no end. Add one, as in ${date} ${time}..${date} 23:00.`)
  }
  if (/^\d{1,2}:\d{2}$/.test(endDate)) {
    throw invalid(`the end needs a date too: write ${date}${time ? ` ${time}` : ''}..${date} ${endDate}.`)
  }
  const from = day * MINUTES_PER_DAY + parseTime(time ?? '00:00')
  const to = parseDate(endDate) * MINUTES_PER_DAY + (endTime === undefined ? MINUTES_PER_DAY : parseTime(endTime))
  if (to <= from) throw invalid('the end is not after the start.')
  return { from, to, isWholeDays: time === undefined && endTime === undefined }
}

/** For errors where the word alone doesn't show what is wrong. */
const SHAPE = 'Write a line as in "Mon-Fri 08:00 pause" or "2026-10-01 pause".'

function parseDate(word: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(word) ? dayOfDate(word) : undefined
  if (day !== undefined) return day
  const padded = word.replaceAll(/[-/.](\d{1,2})(?!\d)/g, (_, part: string) => `-${part.padStart(2, '0')}`)
  if (padded !== word && dayOfDate(padded) !== undefined) throw invalid(`write ${quote(word)} as ${padded}.`)
  throw invalid(`${quote(word)} is not a date. Write one as in 2026-10-01, two as in 2026-10-01..2026-10-07.`)
}

function parseTime(word = ''): number {
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(word)) return Number(word.slice(0, 2)) * 60 + Number(word.slice(3))
  if (word === '') throw invalid('the time is missing, as in 08:00.')
  if (word === '24:00') throw invalid('write 24:00 as 00:00 of the next day.')
  if (/^\d:[0-5]\d$/.test(word)) throw invalid(`write ${word} as 0${word}.`)
  if (!/^\d\d?(:\d\d)?(-|\.\.)\d\d?(:\d\d)?$/.test(word))
    throw invalid(`${quote(word)} is not a time from 00:00 to 23:59. ${SHAPE}`)
  const times = word.split(/-|\.\./).map((time) => (time.includes(':') ? time : `${time}:00`).padStart(5, '0'))
  throw invalid(`a line has one time, not a range. Write two lines, one for ${times.join(' and one for ')}.`)
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
  const weekday = WEEKDAYS.findIndex((name) => lower.startsWith(name.toLowerCase()))
  if (weekday >= 0 && word.length === 3) return weekday
  const meant = WEEKDAYS[weekday] ?? closestMatch(word, WEEKDAYS)
  throw invalid(`${quote(word)} is not a day. ${didYouMean(meant) || DAYS}`)
}

const DAYS = 'Write days as in Mon-Wed,Fri, without spaces; a line without days is for every day.'

function parseState([name, ...rates]: readonly string[]): State {
  if (name === 'run') return parseRun(rates)
  if (name === 'pause') {
    rejectRest(rates, name)
    return { name }
  }
  if (name === undefined) throw invalid('the state is missing: pause or run.')
  const word = name.toLowerCase().replace(/-job$/, '')
  const meant = SYNONYMS.get(word) ?? closestMatch(word, ['pause', 'run'])
  throw invalid(`${quote(name)} is not a state (pause or run). ${didYouMean(meant) || SHAPE}`)
}

const SYNONYMS = new Map(Object.entries({ stop: 'pause', off: 'pause', start: 'run', resume: 'run', on: 'run' }))

function parseRun(rates: readonly string[]): State {
  const [, number, unit] = /(?<!\S)([\d.,]+) ([A-Za-z]\S*)/.exec(rates.join(' ')) ?? []
  if (number !== undefined) throw invalid(`write ${number}${unit} without a space.`)
  const [first = '', second, ...more] = rates
  rejectRest(more, 'the rates')
  if (second !== undefined && FILES.test(first)) {
    throw invalid(FILES.test(second) ? 'it sets files/s twice.' : `the bandwidth comes first: run ${second} ${first}.`)
  }
  const isFilesOnly = second === undefined && /^[\d.,]+f/i.test(first)
  const [bandwidth, files] = isFilesOnly ? [undefined, first] : rates
  const maxBandwidth = bandwidth === undefined ? undefined : parseBandwidth('the bandwidth', bandwidth)
  const maxQps = files === undefined ? undefined : parseFilesPerSecond(files)
  if (maxBandwidth === 0n || maxQps === 0n) throw invalid('a rate is 0: write pause.')
  return { name: 'run', maxBandwidth, maxQps }
}

const FILES = /^([0-9]{1,40})files\/s$/

function parseFilesPerSecond(word: string): bigint {
  const files = FILES.exec(word)?.[1]
  if (files !== undefined && BigInt(files) <= MAX_INT64) return BigInt(files)
  throw invalid(`${quote(word)} is not a number of files, as in 200files/s.`)
}

function validatePairs({ weekly, dated, overrides }: Timetable): void {
  for (const [a, b] of pairs(weekly)) {
    const day = WEEKDAYS.find((_, index) => a.weekdays.includes(index) && b.weekdays.includes(index))
    if (!day || a.minute !== b.minute) continue
    throw timetableError([a, b], `both switch on ${day} at ${formatTime(a.minute)}. Delete one.`)
  }
  for (const [a, b] of pairs(dated.filter(({ state }) => state.name === 'run'))) {
    if (isOverlap(a, b) && !isDeepStrictEqual(a.state, b.state))
      throw timetableError([a, b], 'they overlap with different rates. Keep one.')
  }
  for (const [a, b] of pairs(overrides)) {
    const day = dayOf(Math.max(a.from, b.from))
    if (isOverlap(a, b)) throw timetableError([a, b], `both set ${formatDate(day)}. Keep one.`)
  }
}

function isOverlap(a: DatedEntry | DayOverride, b: DatedEntry | DayOverride): boolean {
  return a.from < b.to && b.from < a.to
}

/** Each pair of elements once, in order. */
function pairs<T>(all: readonly T[]): [T, T][] {
  return all.flatMap((a, index) => all.slice(index + 1).map((b): [T, T] => [a, b]))
}

/** A rate must be in every run entry or in none: an entry that doesn't set it would silently keep the previous entry's. */
function validateRates(entries: readonly (WeeklyEntry | DatedEntry | DayOverride)[]): void {
  const runs = entries.flatMap((entry) =>
    entry.kind !== 'override' && entry.state.name === 'run' ? { ...entry, ...entry.state } : []
  )
  for (const [rate, name] of [['maxBandwidth', 'a bandwidth'] as const, ['maxQps', 'files/s'] as const]) {
    const mixed = pairs(runs).find(([a, b]) => (a[rate] === undefined) !== (b[rate] === undefined))
    if (mixed) throw timetableError(mixed, `only one sets ${name}. Set it in each run, or in none.`)
  }
}

function timetableError(lines: readonly Entry[], problem: string): ActionError {
  const numbers = lines.map(({ number }) => number).join(' and ')
  const texts = lines.map(({ text }) => quote(text)).join(' and ')
  return invalid(`timetable, line${lines.length > 1 ? 's' : ''} ${numbers} (${texts}): ${problem}`)
}
