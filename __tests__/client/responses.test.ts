import type { JobHistory, ListJobHistoryResp } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import { readBody, secretsIn } from '../../packages/hcs-mgw20240626/src/responses.ts'

const response = (body: string) => ({ statusCode: 200, headers: {}, body: Buffer.from(body) })

function readHistory(list: string): JobHistory[] {
  const body = readBody(response(list), 'JobHistoryList') as { jobHistoryList: ListJobHistoryResp }
  return body.jobHistoryList.jobHistory
}

test.each<[what: string, content: string, job: object]>([
  ['a status', '<Status> IMPORT_JOB_DOING </Status>', { status: 'IMPORT_JOB_DOING' }],
  ['a status with markup', '<Status><b/></Status>', {}],
  ['two statuses', '<Status>A</Status><Status>B</Status>', {}],
  ['no throttling', '<ImportQos/>', { importQos: {} }],
  [
    'empty groups',
    '<FilterRule><KeyFilters><Includes/><Excludes/></KeyFilters><LastModifiedFilters/><FileTypeFilters/></FilterRule>',
    { filterRule: { keyFilters: { includes: {}, excludes: {} }, lastModifiedFilters: {}, fileTypeFilters: {} } }
  ],
  ['an empty audit and schedule', '<Audit/><ScheduleRule></ScheduleRule>', { audit: {}, scheduleRule: {} }],
  ['one filter', '<FilterRule><KeyFilters/></FilterRule>', { filterRule: { keyFilters: {} } }],
  ['a throttling that is text', '<ImportQos>none</ImportQos>', {}],
  ['two throttlings', '<ImportQos><A>1</A></ImportQos><ImportQos><A>2</A></ImportQos>', {}],
  [
    'half a throttling',
    '<ImportQos><MaxBandWidth>7</MaxBandWidth><MaxImportTaskQps/></ImportQos>',
    { importQos: { maxBandWidth: 7 } }
  ]
])('reads a job with %s', (_, content, job) => {
  expect(readBody(response(`<ImportJob>${content}</ImportJob>`), 'ImportJob')).toEqual({ importJob: job })
})

test.each<[text: string, number: number | bigint | undefined]>([
  ['7', 7],
  ['-1', -1],
  ['9223372036854775807', 9223372036854775807n],
  ['', undefined],
  ['1.5', undefined],
  ['1e9', undefined],
  ['0x10', undefined],
  ['many', undefined],
  ['99999999999999999999', undefined]
])('reads %j as the number %p', (text, number) => {
  const list = `<JobHistoryList><JobHistory><Name>x</Name><TotalCount>${text}</TotalCount></JobHistory></JobHistoryList>`
  expect(readHistory(list)[0]?.totalCount).toBe(number)
})

test.each<[content: string, entries: JobHistory[]]>([
  ['', []],
  ['<JobHistory/>', []],
  ['<JobHistory>none</JobHistory>', []],
  ['<JobHistory>none</JobHistory><JobHistory><Name>x</Name></JobHistory>', [{ name: 'x' }]]
])('reads the history %j', (content, entries) => {
  expect(readHistory(`<JobHistoryList>${content}</JobHistoryList>`)).toEqual(entries)
})

test.each(['<!--', '<InvAccessId ', '<!--InvAccessId="', 'InvAccessId:   '])(
  'a mebibyte of %s takes at most 2 s of CPU to find secrets in',
  (text) => {
    const before = process.cpuUsage()
    secretsIn(Buffer.from(text.repeat(2 ** 20 / text.length)))
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2)
  }
)

test('the keys in a result are found, also around comments', () => {
  const body =
    '<R><InvAccessId a="b">key-in-comments<!-- a --></InvAccessId><InvAccessSecret>secret-<!-- b -->parts</R>'
  expect(secretsIn(Buffer.from(body))).toEqual(['key-in-comments', 'secret-parts'])
})
