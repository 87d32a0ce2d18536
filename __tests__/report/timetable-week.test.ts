import { expect, test } from '@jest/globals'
import { renderWeek } from '../../src/report/timetable-week.ts'
import { activeEntryAt } from '../../src/timetable/active-entry.ts'
import { parseTimetable } from '../../src/timetable/parse-timetable.ts'
import { zone } from '../timetable/support.ts'

/** The table's rows as a reader sees them, with bars between cells. */
function read(text: string, timezone: string, now: string): string[] {
  const html = renderWeek(activeEntryAt(parseTimetable(text), zone(timezone), Date.parse(now)))
  return html
    .split('</tr>')
    .map((row) =>
      row
        .replaceAll('</td><td>', ' | ')
        .replace(/<br>/g, ', ')
        .replace(/<b>(.*?)<\/b>/g, '*$1*')
        .replace(/<[^>]*>/g, ' ')
        .replace(/ +/g, ' ')
        .trim()
    )
    .filter((row) => row !== '')
}

test('shows the week from today, the active line, and the dated lines of the week after', () => {
  const text = [
    'Mon-Fri 08:00 pause',
    'Mon-Fri 20:00 run 50Mbit/s',
    '2026-11-28 as Mon',
    '2026-12-05 12:00..2026-12-05 13:00 pause',
    '2026-12-20 pause'
  ].join('\n')
  const RUN = 'run, 50 Mbit/s (6.25 MB/s)'
  expect(read(text, 'Asia/Shanghai', '2026-11-27T02:07:00Z')).toEqual([
    'The timetable in Asia/Shanghai. It is 2026-11-27 10:07 (Fri), UTC+08:00. Day From State Line',
    `Fri 2026-11-27 | 00:00 | ${RUN} | 2`,
    '*▶ 08:00* | *pause* | *1*',
    `20:00 | ${RUN} | 2`,
    `Sat 2026-11-28, like Mon (line 3) | 00:00 | ${RUN} | 2`,
    '08:00 | pause | 1',
    `20:00 | ${RUN} | 2`,
    `Sun 2026-11-29 | 00:00 | ${RUN} | 2`,
    ...['Mon 2026-11-30', 'Tue 2026-12-01', 'Wed 2026-12-02', 'Thu 2026-12-03'].flatMap((day) => [
      `${day} | 00:00 | ${RUN} | 2`,
      '08:00 | pause | 1',
      `20:00 | ${RUN} | 2`
    ]),
    `Sat 2026-12-05 | 00:00 | ${RUN} | 2`,
    '12:00 | pause | 4 (dated)',
    `13:00 | ${RUN} | 2`
  ])
})

test('marks the active line in the hour that is repeated when clocks go back', () => {
  // At 03:00 the clocks of Berlin are set back to 02:00.
  const rows = read('Sun 02:30 pause\nMon 08:00 run', 'Europe/Berlin', '2026-10-25T01:10:00Z')
  expect(rows[0]).toContain('It is 2026-10-25 02:10 (Sun), UTC+01:00.')
  expect(rows[2]).toBe('*▶ 02:30* | *pause* | *1*')
})
