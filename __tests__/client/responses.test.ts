import type { JobHistory, ListJobHistoryResp } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import { readBody, readError, secretFields, secretsIn } from '../../packages/hcs-mgw20240626/src/responses.ts'
import { expectCpuTime } from '../support/cpu-time.ts'

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
    const of = response(text.repeat(2 ** 20 / text.length))
    expectCpuTime(() => secretsIn(of), 2)
  }
)

test('the keys in a result are found, also around comments', () => {
  const body =
    '<R><InvAccessId a="b">a-key-in-comments<!-- a --></InvAccessId><InvAccessSecret>a-secret-in-<!-- b -->parts</R>'
  expect(secretsIn(response(body))).toEqual(['a-key-in-comments', 'a-secret-in-parts'])
})

test.each([
  ['too many keys', Array.from({ length: 17 }, (_, index) => `InvAccessId=the-key-with-number-${index},`).join('')],
  ['a key that is too long', `<InvAccessId>${'k'.repeat(257)}</InvAccessId>InvAccessId=the-key-with-number-0,`]
])('a response with %s is refused, and not shown, but its other keys are masked', (_, body) => {
  const masked: string[] = []
  const mask = (secret: string): void => void masked.push(secret)
  expect(() => secretsIn(response(body), mask)).toThrow(/It isn't shown because it can contain a secret/)
  expect(masked[0]).toBe('the-key-with-number-0')
  expect(masked.length).toBeLessThanOrEqual(16)
})

test('of a body that is too long to be searched for secrets, nothing is shown', () => {
  const show = (length: number): string => readError({ ...response('x'.repeat(length)), statusCode: 400 }).message
  expect(show(128 * 1024)).toContain('It begins "xxx')
  expect(show(128 * 1024 + 1)).toMatch(/, 131073 bytes; [^;]*\)\.$/)
})

test('a key in several pieces is found in the model', () => {
  const { body } = response(
    '<ImportJobResult><AddressDetail><InvAccessSecret>a-secret-<![CDATA[in-pieces]]></InvAccessSecret></AddressDetail></ImportJobResult>'
  )
  expect(secretFields(readBody({ statusCode: 200, headers: {}, body }, 'ImportJobResult'))).toEqual([
    'a-secret-in-pieces'
  ])
})

test('an element in lower case is left out: it would have no type', () => {
  const body =
    '<ImportJob><ImportQos><maxBandWidth>$(id)</maxBandWidth></ImportQos><status><x>1</x></status></ImportJob>'
  expect(readBody(response(body), 'ImportJob')).toEqual({ importJob: { importQos: {} } })
})
