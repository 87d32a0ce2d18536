import { expect, test } from '@jest/globals'
import { evaluate } from './support.ts'
import vectors from './vectors/timetable.json' with { type: 'json' }

/** In the titles, because the rules of time zones change. */
const RULES = `Node ${process.versions.node}, time zones ${process.versions.tz}`

// Two independent implementations agree on these.
test.each(vectors.map((vector, index) => ({ ...vector, index })))(
  `vector $index at $now in $timezone (${RULES})`,
  ({ timetable, timezone, now, line, state, maxBandwidth, maxQps, nextChange }) => {
    expect(evaluate(timetable, timezone, now)).toEqual({ line, state, maxBandwidth, maxQps, nextChange })
  }
)

const WEEK = 'Mon-Fri 08:00 pause\nMon-Fri 20:00 run'

test.each<[what: string, text: string, timezone: string, now: string, expected: object]>([
  [
    'days that follow a weekday without switches keep the entry before them, for years',
    `${WEEK}\n2020-01-01..2030-12-31 as Sun`,
    'UTC',
    '2026-11-25T12:00:00Z',
    { line: 2, state: 'run', nextChange: '2031-01-01T08:00:00Z' }
  ],
  [
    'a pause takes precedence over other dated entries, and the first pause over the second',
    `${WEEK}\n2026-11-25 run\n2026-11-24..2026-11-26 pause\n2026-11-25 pause`,
    'UTC',
    '2026-11-25T12:00:00Z',
    { line: 4, state: 'pause', nextChange: '2026-11-27T00:00:00Z' }
  ],
  [
    'the first of two equal runs is active',
    `${WEEK}\n2026-11-25 run\n2026-11-25..2026-11-26 run`,
    'UTC',
    '2026-11-25T12:00:00Z',
    { line: 3, state: 'run', nextChange: '2026-11-27T08:00:00Z' }
  ],
  [
    'a dated entry without an end time lasts until the end of the day',
    `${WEEK}\n2026-11-25 12:00..2026-11-28 run`,
    'UTC',
    '2026-11-25T12:00:00Z',
    { line: 3, state: 'run', nextChange: '2026-11-30T08:00:00Z' }
  ],
  [
    'a switch that is skipped when clocks go forward happens at that instant',
    'Sun 02:30 pause\nMon 08:00 run',
    'Europe/Berlin',
    '2027-03-28T00:59:00Z',
    { line: 2, state: 'run', nextChange: '2027-03-28T01:00:00Z' }
  ],
  [
    'two skipped switches that cancel each other out change nothing',
    'Sun 02:15 pause\nSun 02:45 run',
    'Europe/Berlin',
    '2027-03-28T00:59:00Z',
    { line: 2, state: 'run', nextChange: '2027-04-04T00:15:00Z' }
  ],
  [
    'switches that are skipped six days from now happen a week later',
    'Sun 02:15 run\nSun 02:45 pause',
    'Europe/Berlin',
    '2027-03-22T00:00:00Z',
    { line: 2, state: 'pause', nextChange: '2027-04-04T00:15:00Z' }
  ],
  [
    'no switch is undone when clocks are set back',
    'Sun 02:30 pause\nMon 08:00 run',
    'Europe/Berlin',
    '2026-10-25T01:10:00Z',
    { line: 1, state: 'pause', nextChange: '2026-10-26T07:00:00Z' }
  ],
  [
    'no switch is undone when clocks are set back by two hours',
    'Sun 02:30 pause\nMon 08:00 run',
    'Antarctica/Troll',
    '2026-10-25T02:10:00Z',
    { line: 1, state: 'pause', nextChange: '2026-10-26T08:00:00Z' }
  ],
  [
    'entries with equal rates in different units change nothing',
    'Mon 08:00 run 1Mbit/s 5files/s\nTue 08:00 run 1000kbit/s 5files/s',
    'UTC',
    '2026-11-25T12:00:00Z',
    { line: 2, state: 'run', maxBandwidth: 1_000_000, maxQps: 5, nextChange: null }
  ],
  [
    'line numbers include blank lines and comments',
    '\n# by day\n\n\tMon-Sun\t08:00  pause # not now\r\n',
    'UTC',
    '2026-11-25T12:00:00Z',
    { line: 4, state: 'pause', nextChange: null }
  ],
  [
    'a change in the last hours of the year 9999 is the next one',
    '08:00 pause\n20:00 run\n2026-01-01..9999-12-31 19:59 pause',
    'Asia/Shanghai',
    '2026-11-25T12:00:00Z',
    { line: 3, state: 'pause', nextChange: '9999-12-31T12:00:00Z' }
  ],
  ...['Asia/Shanghai', 'UTC', 'America/New_York'].map((timezone): [string, string, string, string, object] => [
    `there is no change after the year 9999 in ${timezone}`,
    '08:00 run\n2026-01-01..9999-12-31 pause',
    timezone,
    '2026-11-25T12:00:00Z',
    { line: 2, state: 'pause', nextChange: null }
  ])
])('%s', (_, text, timezone, now, expected) => {
  expect(evaluate(text, timezone, now)).toMatchObject(expected)
})
