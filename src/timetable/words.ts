import { quote } from '@alicloud/hcs-mgw20240626'
import { nearest } from '../text/nearest.ts'
import { parseBandwidth } from './bandwidth.ts'
import { dayOfDate, WEEKDAYS } from './calendar.ts'
import type { State } from './state.ts'

/** Why a word cannot be read. `parseTimetable` adds the line. */
export class Unreadable extends Error {}

/** How a line is written, for whom the word alone would not help. */
export const SHAPE = 'Write a line as in "Mon-Fri 08:00 pause" or "2026-10-01 pause".'

/** @returns a day as `calendar.ts` counts them */
export function readDate(word: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(word) ? dayOfDate(word) : undefined
  if (day !== undefined) return day
  const [, year = '', month = '', date = ''] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(word) ?? []
  const padded = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  if (padded !== word && dayOfDate(padded) !== undefined)
    throw new Unreadable(`write ${quote(word)} as ${padded}.`)
  throw new Unreadable(
    `there is no date ${quote(word)}; a date is written as 2026-10-01, and two as 2026-10-01..2026-10-07.`
  )
}

/** @returns a minute of the day */
export function readTime(word: string | undefined): number {
  if (word === undefined) throw new Unreadable('the time is missing, as in 08:00.')
  const [, hour = '', minute = ''] = /^([0-9]{2}):([0-9]{2})$/.exec(word) ?? []
  if (hour !== '' && Number(hour) < 24 && Number(minute) < 60) return Number(hour) * 60 + Number(minute)
  if (word === '24:00') throw new Unreadable('24:00 is 00:00 of the next day: write that.')
  if (/^\d:[0-5]\d$/.test(word)) throw new Unreadable(`write ${word} with two digits each: 0${word}.`)
  const [from, to] = word.split(/-|\.\./).map(timeLike)
  if (from !== undefined && to !== undefined) {
    throw new Unreadable(
      `a line names one switch, not a span: write two lines, one with ${from} and one with ${to}, each with the state that begins then.`
    )
  }
  throw new Unreadable(`${quote(word)} is not a time from 00:00 to 23:59. ${SHAPE}`)
}

/** What `8` or `8:00` stands for in a span. */
function timeLike(word: string): string | undefined {
  const [, hour, minute = '00'] = /^(\d{1,2})(?::(\d{2}))?$/.exec(word) ?? []
  return hour && `${hour.padStart(2, '0')}:${minute}`
}

/** @returns a weekday, 0 for Monday */
export function readWeekday(word = ''): number {
  if (word === '') throw new Unreadable(`a day is missing. ${DAYS}`)
  const names: readonly string[] = WEEKDAYS
  const weekday = names.findIndex((name) => name.toLowerCase() === word.toLowerCase())
  if (weekday >= 0) return weekday
  const meant =
    names.find((name) => word.toLowerCase().startsWith(name.toLowerCase())) ?? nearest(word, names)
  const hint = meant === undefined ? ` ${DAYS}` : ` Did you mean ${meant}?`
  throw new Unreadable(`${quote(word)} is not a day: those are ${names.join(', ')}.${hint}`)
}

const DAYS = 'Write days without spaces, as in Mon-Wed,Fri; a line without days is for every day.'

/** @returns weekdays, 0 for Monday, each once */
export function readWeekdays(word: string): number[] {
  const weekdays = word.split(',').flatMap((part) => {
    const [first, last, ...more] = part.split('-')
    const from = readWeekday(first)
    if (more.length > 0) return [readWeekday(part)]
    const length = last === undefined ? 1 : ((readWeekday(last) - from + 7) % 7) + 1
    return Array.from({ length }, (_, index) => (from + index) % 7)
  })
  return [...new Set(weekdays)]
}

/** What else the two states may be called. */
const MEANT = new Map([
  ['stop', 'pause'],
  ['off', 'pause'],
  ['start', 'run'],
  ['resume', 'run'],
  ['on', 'run']
])

export function readState([name, ...rates]: readonly string[]): State {
  if (name === 'run') return readRun(rates)
  if (name === 'pause' && rates.length === 0) return { name }
  if (name === 'pause') throw new Unreadable(`after pause, ${quote(rates.join(' '))} is too much.`)
  if (name === undefined) throw new Unreadable('the state is missing: pause or run.')
  const word = name.toLowerCase().replace(/-job$/, '')
  const meant = MEANT.get(word) ?? nearest(word, ['pause', 'run'])
  const hint = meant === undefined ? ` ${SHAPE}` : ` Did you mean ${meant}?`
  throw new Unreadable(`${quote(name)} is not a state: those are pause and run.${hint}`)
}

/** The files per second of a word such as `200files/s`. */
const FILES = /^([0-9]{1,40})files\/s$/

function readRun(rates: readonly string[]): State {
  refuseSpaces(rates)
  const [first, second, ...more] = rates
  if (more.length > 0) throw new Unreadable(`after the rates, ${quote(more.join(' '))} is too much.`)
  if (second !== undefined && FILES.test(first ?? '')) {
    throw new Unreadable(
      FILES.test(second) ? 'it names files/s twice.' : `the bandwidth comes first: run ${second} ${first}.`
    )
  }
  const isFilesOnly = first !== undefined && second === undefined && isAboutFiles(first)
  const bandwidth = isFilesOnly ? undefined : first
  const files = isFilesOnly ? first : second
  return {
    name: 'run',
    maxBandwidth:
      bandwidth === undefined ? undefined : positive(bandwidth, parseBandwidth('the bandwidth', bandwidth)),
    maxQps: files === undefined ? undefined : positive(files, readFiles(files))
  }
}

/** `50 Mbit/s` and `200 files/s` have no spaces here. */
function refuseSpaces(rates: readonly string[]): void {
  const index = rates.findIndex(
    (rate, at) => at > 0 && /^[A-Za-z]/.test(rate) && /^[\d.,]+$/.test(rates[at - 1] ?? '')
  )
  if (index > 0) throw new Unreadable(`write ${rates[index - 1]}${rates[index]} without a space.`)
}

function isAboutFiles(word: string): boolean {
  return /^[\d.,]+f/i.test(word)
}

function readFiles(word: string): bigint {
  const files = FILES.exec(word)?.[1]
  if (files !== undefined && BigInt(files) < 2n ** 63n) return BigInt(files)
  throw new Unreadable(`${quote(word)} is not a number of files per second, as in 200files/s.`)
}

function positive(word: string, value: bigint): bigint {
  if (value > 0n) return value
  throw new Unreadable(`${word} is a rate of 0: write pause.`)
}
