import { expect, test } from '@jest/globals'
import { parseTimetable, warnAboutRates, warnIfFolded } from '../../src/timetable/parse-timetable.ts'
import { expectCpuTime } from '../support/cpu-time.ts'
import { parseErrorOf } from './support.ts'

const VALID = 'Mon-Fri 08:00 pause'

test.each([
  ['', 'no weekly line'],
  ['# Mon-Fri 08:00 pause Mon-Fri 20:00 run', 'Is there a | after "timetable:"?'],
  ['# by day', 'Is there a | after "timetable:"?'],
  ['2026-10-01 pause', 'no weekly line'],
  ['Mon-Fri 08:00 run Mon-Fri 20:00 pause', 'Is there a | after "timetable:"?'],
  [`${VALID}\nTue 08:00 run`, 'lines 1 and 2'],
  [`${VALID}\nWed,Tue 08:00 run`, 'both switch on Tue at 08:00'],
  [`${VALID}\n08:00 run`, 'both switch on Mon at 08:00'],
  [`${VALID}\n2026-10-01..2026-10-03 run 1Mbit/s\n2026-10-03 run 2Mbit/s`, 'lines 2 and 3'],
  [
    `${VALID}\n2026-10-01..2026-10-03 run 1Mbit/s\n2026-10-03 run 2Mbit/s\n2026-10-01..2026-10-09 pause`,
    'they overlap with different rates'
  ],
  [`${VALID}\n2026-10-01..2026-10-03 as Sun\n2026-10-03 as Mon`, 'both set 2026-10-03'],
  [`${VALID}\n2026-02-29 pause`, '"2026-02-29" is not a date'],
  [`${VALID}\n2026-2-1 pause`, 'as 2026-02-01'],
  [`${VALID}\n2026-10-03..2026-10-01 pause`, 'not after the start'],
  [`${VALID}\n2026-10-03 08:00..2026-10-03 08:00 pause`, 'not after the start'],
  [`${VALID}\n2026-12-24 12:00 pause`, 'it has no end'],
  [`${VALID}\n2026-12-24 12:00..18:00 pause`, '2026-12-24 12:00..2026-12-24 18:00'],
  [`${VALID}\n2026-12-24 .. 2026-12-26 pause`, 'without spaces between them'],
  [`${VALID}\n2026-12-24 12:00..2026-12-26 24:00 pause`, '00:00 of the next day'],
  [`${VALID}\n2026-12-24 12:00..2026-12-26 as Sun`, 'leave the times out'],
  [`${VALID}\n2026-12-24 as Sunday`, 'Did you mean Sun?'],
  [`${VALID}\n2026-12-24 as Sun pause`, 'unexpected "pause" after the day'],
  [`${VALID}\n2026-12-24`, 'the state is missing'],
  ['Mon 08:00 run 1Mbit/s\nTue 08:00 run', 'lines 1 and 2'],
  ['Mon 08:00 run 5files/s\nTue 08:00 run 1Mbit/s 5files/s', 'sets a bandwidth'],
  ['Mon 08:00 run 1Mbit/s 5files/s\n2026-10-01 run 1Mbit/s', 'sets files/s'],
  ['Mon 08:00 run 0Mbit/s', 'write pause'],
  ['Mon 08:00 run 1Mbit/s 0files/s', 'write pause'],
  ['Mon 24:00 run', '00:00 of the next day'],
  ['Mon 8:00 run', '08:00'],
  ['Mon 08:60 run', 'not a time'],
  ['Mon 08:00-20:00 run', 'a line has one time'],
  ['Mon 8-20 run', 'one for 08:00 and one for 20:00'],
  ['Mon 20:00..8:30 run', 'one for 20:00 and one for 08:30'],
  ['8am pause', '"8am" is not a time from 00:00 to 23:59. Write a line as in "Mon-Fri 08:00 pause"'],
  ['pause Mon 08:00', 'the days and the time come first. Write a line as in'],
  ['Run', 'the days and the time come first'],
  ['daily 08:00 pause', 'a line without days is for every day'],
  ['1-5 08:00 pause', '"1-5" is not a day: write Mon-Fri.'],
  ['6,0 8:00 pause', 'write Sat,Sun.'],
  ['7 08:00 pause', 'write Sun.'],
  ['1-5 pause', 'one for 01:00 and one for 05:00'],
  ['周一 08:00 pause', 'U+5468: write plain letters. Write a line as in "Mon-Fri 08:00 pause"'],
  ['Mon 08:00\u2028ru\u200bn', 'contains the character U+2028: write 08:00 run.'],
  ['Mon 08:00 stop', 'Did you mean pause?'],
  ['Mon 08:00 start-job', 'Did you mean run?'],
  ['Mon 08:00 50Mbit/s', 'Write a line as in'],
  ['Mon 08:00 run full', 'the bandwidth is "full"'],
  ['2026-10-01 - 2026-10-07 pause', 'write two dates as in 2026-10-01..2026-10-07'],
  ['2026-10-01 until 2026-10-07 pause', 'write two dates as in 2026-10-01..2026-10-07'],
  ['2026-10-01-2026-10-07 pause', 'two as in 2026-10-01..2026-10-07'],
  ['2026-10-01 as', 'a day is missing'],
  ['Mon run', '"run" is not a time'],
  ['Mon', 'the time is missing'],
  ['Mon 08:00', 'the state is missing'],
  ['Mon 08:00 Run', 'Did you mean run?'],
  ['Mon 08:00 puase', 'Did you mean pause?'],
  ['Mon 08:00 pause 5files/s', 'unexpected "5files/s" after pause'],
  ['Fry 08:00 pause', 'Did you mean Fri?'],
  ['Mon - Fri 08:00 pause', '"-" is not a time'],
  ['Mon, Tue 08:00 pause', 'a day is missing. Write days as in Mon-Wed,Fri, without spaces'],
  ['Mon-Tue-Wed 08:00 pause', '"Mon-Tue-Wed" is not a day'],
  ['Mon 08:00 run 5files/s 1Mbit/s', 'run 1Mbit/s 5files/s'],
  ['Mon 08:00 run 5files/s 6files/s', 'twice'],
  ['Mon 08:00 run 50 Mbit/s', '50Mbit/s without a space'],
  ['Mon 08:00 run 200 files/s', '200files/s without a space'],
  ['Mon 08:00 run 200file/s', 'as in 200files/s'],
  ['Mon 08:00 run 99999999999999999999files/s', 'not a number of files'],
  ['Mon 08:00 run 200M', '200Mbit/s (25 MB/s) or 200MB/s (1.6 Gbit/s)'],
  ['Mon 08:00 run 1Mbit/s 5files/s more', 'unexpected "more" after the rates'],
  ['Mon 08：00 run', 'U+FF1A: write 08:00'],
  ['Mon–Fri 08:00 run', 'U+2013: write Mon-Fri'],
  ['Mon\u00a008:00 run', 'U+00A0: write Mon 08:00'],
  ['\ufeffMon 08:00 run', 'U+FEFF: write Mon'],
  ['Mon 08:00 run ＃ by day', 'U+FF03: write #'],
  ['Mon 08:00 跑', 'U+8DD1'],
  [`${'#\n'.repeat(200)}${VALID}`, '201 lines'],
  [`${VALID}\nMon 09:00 run${' '.repeat(500)}1Mbit/s`, 'it has 520 characters; 500 are allowed']
])('rejects invalid timetable %#', (text, reason) => {
  const message = parseErrorOf(text)
  expect(message).toContain(reason)
  expect(message).toMatch(/^timetable(, lines? \d+( and \d+)? \(.+\))?: /)
})

test('names the invalid line by its number in the workflow', () => {
  expect(parseErrorOf(`\n# by day\r\n${VALID}\n\nMon 8:00 run # soon\n`)).toBe(
    'timetable, line 5 ("Mon 8:00 run"): write 8:00 as 08:00.'
  )
})

test.each([
  ['Mon-Fri 08:00 run # office hours, run gently'],
  ['# by day\nMon-Fri 08:00 run'],
  ['\tfri-mon,WED,Wed 00:00\trun 2Gbit/s 2000files/s #\u00a0#\r\n23:59 run 1.5MB/s 1files/s\r\n'],
  [`${'#\n'.repeat(199)}${VALID}\n`],
  ['08:00 pause\n2026-10-01 run 1Mbit/s\n2026-10-02 run 2Mbit/s'],
  ['08:00 pause\n2026-10-02 run 2Mbit/s\n2026-10-01 run 1Mbit/s'],
  [`08:00 run${' '.repeat(485)}5bit/s`]
])('accepts valid timetable %#', (text) => {
  expect(parseErrorOf(text)).toBe('')
})

test('warns if a comment seems to contain more lines, but not about other comments', () => {
  expect(warnIfFolded('Mon-Fri 08:00 run # gently Mon-Fri 20:00 pause')).toEqual([
    expect.stringContaining('Is there a |')
  ])
  expect(warnIfFolded('Mon-Fri 08:00 run # gently\nMon-Fri 20:00 pause # run no more')).toEqual([])
})

test('warns once about each rate in plain digits that is below 1 Mbit/s', () => {
  const text = '08:00 run 100 # 7\n09:00 run\t100\n10:00 run 5Mbit/s\n11:00 run 2000000\n2026-10-01 run 300'
  expect(warnAboutRates(parseTimetable(text))).toEqual([
    expect.stringMatching(/^a bandwidth of the timetable is 100, which is 100 bit\/s .* Write 100Mbit\/s/),
    expect.stringMatching(/^a bandwidth of the timetable is 300, /)
  ])
})

test('ranges of days can include the weekend, and days can be repeated', () => {
  expect(parseTimetable('Fri-Mon,Mon,Wed 08:00 run').weekly[0]?.weekdays).toEqual([4, 5, 6, 0, 2])
  expect(parseTimetable('Mon-Mon 08:00 run').weekly[0]?.weekdays).toEqual([0])
})

test.each([
  ['a line with many spaces', `Mon${' '.repeat(1_000_000)}08:00 pause`],
  ['a period of dots', `${VALID}\n2026-${'.'.repeat(1_000_000)} 1 2 3`],
  ['comments with odd line breaks', `${VALID} ${'#'.repeat(1_000_000)}\u2028`],
  ['many lines', '\n \t'.repeat(1_000_000)]
])('parses %s in under a second of CPU time', (_, text) => {
  expectCpuTime(() => {
    try {
      parseTimetable(text)
    } catch (error) {
      expect(error).toMatchObject({ code: 'InvalidArgument' })
    }
  }, 1)
})
