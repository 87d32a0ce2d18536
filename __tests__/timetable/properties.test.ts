import { expect, test } from '@jest/globals'
import { instantOf, momentAt } from '../../src/timetable/clock.ts'
import { inForceAt, lineAt, switchesOn } from '../../src/timetable/in-force.ts'
import { isSame } from '../../src/timetable/state.ts'
import { parseTimetable } from '../../src/timetable/text.ts'
import { daysFrom } from '../../src/timetable/week.ts'
import { fc } from '../fast-check.ts'
import { refusalOf, zone } from './support.ts'

const MINUTE = 60_000
const DAY = 1440
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

const two = (most: number) => fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(2, '0'))
/** Often at night, when clocks are changed. */
const time = fc.tuple(fc.oneof(two(23), two(3)), two(59)).map((parts) => parts.join(':'))
const weekday = fc.constantFrom(...DAYS)
const days = fc.oneof(
  fc.constant(''),
  weekday,
  fc.tuple(weekday, weekday).map((range) => range.join('-')),
  fc.uniqueArray(weekday, { minLength: 1 }).map((several) => several.join(','))
)
const state = fc.constantFrom('pause', 'run 1Mbit/s 5files/s', 'run 1Gbit/s 500files/s')
/** Around the days on which clocks are changed. */
const date = fc
  .integer({ min: 0, max: 30 })
  .chain((day) =>
    fc.constantFrom('2026-10-10', '2027-03-20').map((from) => Date.parse(from) + day * DAY * MINUTE)
  )
  .map((at) => new Date(at).toISOString().slice(0, 10))
const line = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(days, time, state).map((parts) => parts.join(' ').trim()) },
  fc.tuple(date, fc.constantFrom('pause', 'as Sun', 'as Tue')).map((parts) => parts.join(' ')),
  fc.tuple(date, date, time, time).map(([a, b, t, u]) => `${[a, b].sort().join(` ${t}..`)} ${u} pause`)
)
const timetable = fc
  .array(line, { minLength: 1, maxLength: 7 })
  .map((lines) => lines.join('\n'))
  .filter((text) => refusalOf(text) === '')
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

/** The moment of the clock that never goes back, counted minute by minute. */
function slowMoment(name: string, at: number): number {
  const local = (minute: number): number => minute / MINUTE + zone(name).offsetAt(minute)
  return Math.max(...Array.from({ length: 200 }, (_, back) => local(at - back * MINUTE)))
}

const RULES = `Node ${process.versions.node}, time zones ${process.versions.tz}`

test(`the clock never goes back, and is right whenever the zone's is (${RULES})`, () => {
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

test('the state is that of the last switch, where no date says otherwise', () => {
  fc.assert(
    fc.property(timetable, instant, (text, at) => {
      const table = { ...parseTimetable(text), dated: [] }
      const moment = momentAt(zone('UTC'), at)
      const today = Math.floor(moment / DAY)
      const switches = Array.from({ length: 60 }, (_, back) => switchesOn(table, today - back)).flat()
      const last = switches.filter((one) => one.moment <= moment).sort((a, b) => b.moment - a.moment)[0]
      expect(lineAt(table, moment)).toBe(last?.line)
    })
  )
})

test('a dated line is in force from its first moment up to its last', () => {
  fc.assert(
    fc.property(timetable, instant, (text, at) => {
      const table = parseTimetable(text)
      const moment = momentAt(zone('UTC'), at)
      const { line } = inForceAt(table, zone('UTC'), at)
      const covering = table.dated.filter(({ from, to }) => from <= moment && moment < to)
      expect(covering.length === 0 ? line.kind : line.state.name).toBe(
        covering.length === 0 ? 'weekly' : 'pause'
      )
    })
  )
})

test(`the next change is the first minute at which the state is another (${RULES})`, () => {
  fc.assert(
    fc.property(timetable, zoneName, instant, (text, name, at) => {
      const table = parseTimetable(text)
      const { line, next } = inForceAt(table, zone(name), at)
      const end = Math.min(next?.instant ?? Number.POSITIVE_INFINITY, at + DAY * MINUTE)
      for (let minute = at; minute < end; minute += MINUTE) {
        // Minutes of UTC and of the zones here begin together.
        const now = lineAt(table, momentAt(zone(name), minute))
        if (!isSame(now.state, line.state)) throw new Error(`it changes at ${new Date(minute).toISOString()}`)
      }
      if (next === undefined) return
      expect(isSame(next.line.state, line.state)).toBe(false)
      expect(lineAt(table, momentAt(zone(name), next.instant))).toBe(next.line)
    }),
    { numRuns: 40 }
  )
})

test('a line is in force since its first minute', () => {
  fc.assert(
    fc.property(timetable, instant, (text, at) => {
      const table = parseTimetable(text)
      const { line, since } = inForceAt(table, zone('UTC'), at)
      const moment = momentAt(zone('UTC'), at)
      for (let before = moment; before >= since; before -= 1) {
        if (lineAt(table, before) !== line) throw new Error(`another line is in force at ${before}`)
      }
      const isOwnSwitch = switchesOn(table, Math.floor(since / DAY)).some((one) => one.moment === since)
      if (!isOwnSwitch) expect(lineAt(table, since - 1)).not.toBe(line)
    }),
    { numRuns: 30 }
  )
})

test('the days show every line that comes into force', () => {
  fc.assert(
    fc.property(timetable, instant, (text, at) => {
      const table = parseTimetable(text)
      const shown = daysFrom(table, momentAt(zone('UTC'), at))
      expect(shown.length).toBeGreaterThanOrEqual(7)
      for (const { day, begins, switches } of shown) {
        const seen = [{ moment: day * DAY, line: begins }, ...switches]
        for (let moment = day * DAY; moment < (day + 1) * DAY; moment += 7) {
          expect(seen.findLast((one) => one.moment <= moment)?.line).toBe(lineAt(table, moment))
        }
      }
    }),
    { numRuns: 30 }
  )
})

test('any text is read, or refused with its line', () => {
  const word = fc.oneof(
    line,
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('run', '..', 'as', '24:00', '#')
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(word, fc.constantFrom(' ', '\n', '\r\n', '..', ''))), (words) => {
      const refusal = refusalOf(words.flat().join(''))
      expect(refusal).toMatch(/^$|^timetable(, lines? \d+( and \d+)? \(.+\))?: ./)
    }),
    { numRuns: 1000 }
  )
})
