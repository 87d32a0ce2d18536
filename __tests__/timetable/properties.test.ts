import { isDeepStrictEqual } from 'node:util'
import { expect, test } from '@jest/globals'
import { activeEntryAt, daysFrom, entryAt, switchesOn } from '../../src/timetable/active-entry.ts'
import { parseTimetable } from '../../src/timetable/parse-timetable.ts'
import { instantOf, momentAt } from '../../src/timetable/zone.ts'
import { fc } from '../fast-check.ts'
import { parseErrorOf, zone } from './support.ts'

const MINUTE = 60_000
const DAY = 1440
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

const two = (most: number) => fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(2, '0'))
/** Often at night, when clocks change. */
const time = fc.tuple(fc.oneof(two(23), two(3)), two(59)).map((parts) => parts.join(':'))
const weekday = fc.constantFrom(...DAYS)
const days = fc.oneof(
  fc.constant(''),
  weekday,
  fc.tuple(weekday, weekday).map((range) => range.join('-')),
  fc.uniqueArray(weekday, { minLength: 1 }).map((several) => several.join(','))
)
const state = fc.constantFrom('pause', 'run 1Mbit/s 5files/s', 'run 1Gbit/s 500files/s')
/** Around the days on which clocks change. */
const date = fc
  .integer({ min: 0, max: 30 })
  .chain((day) => fc.constantFrom('2026-10-10', '2027-03-20').map((from) => Date.parse(from) + day * DAY * MINUTE))
  .map((at) => new Date(at).toISOString().slice(0, 10))
const line = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(days, time, state).map((parts) => parts.join(' ').trim()) },
  fc.tuple(date, fc.constantFrom('pause', 'as Sun', 'as Tue')).map((parts) => parts.join(' ')),
  fc.tuple(date, date, time, time).map(([a, b, t, u]) => `${[a, b].sort().join(` ${t}..`)} ${u} pause`)
)
const timetable = fc
  .array(line, { minLength: 1, maxLength: 7 })
  .map((lines) => lines.join('\n'))
  .filter((text) => parseErrorOf(text) === '')
const zoneName = fc.constantFrom(
  'Asia/Shanghai',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Antarctica/Troll'
)
const instant = fc
  .tuple(date, fc.integer({ min: -2 * DAY, max: 2 * DAY }))
  .map(([day, minutes]) => Date.parse(day) + minutes * MINUTE)

/** What momentAt returns, computed minute by minute. */
function slowMoment(name: string, at: number): number {
  const local = (minute: number): number => minute / MINUTE + zone(name).offsetAt(minute)
  return Math.max(...Array.from({ length: 200 }, (_, back) => local(at - back * MINUTE)))
}

const RULES = `Node ${process.versions.node}, time zones ${process.versions.tz}`

test(`momentAt never goes back, and instantOf inverts it (${RULES})`, () => {
  fc.assert(
    fc.property(zoneName, instant, (name, at) => {
      const moment = momentAt(zone(name), at)
      expect(moment).toBe(slowMoment(name, at))
      expect(momentAt(zone(name), at + MINUTE)).toBeGreaterThanOrEqual(moment)
      const first = instantOf(zone(name), moment)
      expect(momentAt(zone(name), first)).toBe(moment)
      expect(momentAt(zone(name), first - MINUTE)).toBeLessThan(moment)
    }),
    { numRuns: 100 }
  )
})

test('without dated entries, the last weekly switch is active', () => {
  fc.assert(
    fc.property(timetable, instant, (text, at) => {
      const table = { ...parseTimetable(text), dated: [] }
      const moment = momentAt(zone('UTC'), at)
      const today = Math.floor(moment / DAY)
      const switches = Array.from({ length: 60 }, (_, back) => switchesOn(table, today - back)).flat()
      const last = switches.filter((one) => one.moment <= moment).sort((a, b) => b.moment - a.moment)[0]
      expect(entryAt(table, moment)).toBe(last?.entry)
    })
  )
})

test('dated entries take precedence during their period', () => {
  fc.assert(
    fc.property(timetable, instant, (text, at) => {
      const table = parseTimetable(text)
      const moment = momentAt(zone('UTC'), at)
      const { entry } = activeEntryAt(table, zone('UTC'), at)
      const covering = table.dated.filter(({ from, to }) => from <= moment && moment < to)
      expect(covering.length === 0 ? entry.kind : entry.state.name).toBe(covering.length === 0 ? 'weekly' : 'pause')
    })
  )
})

test(`the next change is the first minute with another state (${RULES})`, () => {
  fc.assert(
    fc.property(timetable, zoneName, instant, (text, name, at) => {
      const table = parseTimetable(text)
      const { entry, next } = activeEntryAt(table, zone(name), at)
      const end = Math.min(next?.instant ?? Number.POSITIVE_INFINITY, at + DAY * MINUTE)
      for (let minute = at; minute < end; minute += MINUTE) {
        // In these zones, local minutes start when UTC's do.
        const now = entryAt(table, momentAt(zone(name), minute))
        if (!isDeepStrictEqual(now.state, entry.state))
          throw new Error(`the state changes at ${new Date(minute).toISOString()}`)
      }
      if (next === undefined) return
      expect(isDeepStrictEqual(next.entry.state, entry.state)).toBe(false)
      expect(entryAt(table, momentAt(zone(name), next.instant))).toBe(next.entry)
    }),
    { numRuns: 40 }
  )
})

test('an entry is active in every minute since its start', () => {
  fc.assert(
    fc.property(timetable, instant, (text, at) => {
      const table = parseTimetable(text)
      const { entry, since } = activeEntryAt(table, zone('UTC'), at)
      const moment = momentAt(zone('UTC'), at)
      for (let before = moment; before >= since; before -= 1) {
        if (entryAt(table, before) !== entry) throw new Error(`another entry is active at ${before}`)
      }
      const isOwnSwitch = switchesOn(table, Math.floor(since / DAY)).some((one) => one.moment === since)
      if (!isOwnSwitch) expect(entryAt(table, since - 1)).not.toBe(entry)
    }),
    { numRuns: 30 }
  )
})

test('the days list every entry that becomes active', () => {
  fc.assert(
    fc.property(timetable, instant, (text, at) => {
      const table = parseTimetable(text)
      const shown = daysFrom(table, momentAt(zone('UTC'), at))
      expect(shown.length).toBeGreaterThanOrEqual(7)
      for (const { day, initial, switches } of shown) {
        const seen = [{ moment: day * DAY, entry: initial }, ...switches]
        for (let moment = day * DAY; moment < (day + 1) * DAY; moment += 7) {
          expect(seen.findLast((one) => one.moment <= moment)?.entry).toBe(entryAt(table, moment))
        }
      }
    }),
    { numRuns: 30 }
  )
})

test('any text is parsed, or rejected with its line', () => {
  const word = fc.oneof(
    line,
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('run', '..', 'as', '24:00', '#')
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(word, fc.constantFrom(' ', '\n', '\r\n', '..', ''))), (words) => {
      const message = parseErrorOf(words.flat().join(''))
      expect(message).toMatch(/^$|^timetable(, lines? \d+( and \d+)? \(.+\))?: ./)
    }),
    { numRuns: 1000 }
  )
})
