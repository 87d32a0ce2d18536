import { type JobHistory, TransportError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { readHistory, readJob } from '../../packages/hcs-mgw20240626/src/answers.ts'
import { resolveEndpoint } from '../../packages/hcs-mgw20240626/src/endpoint.ts'
import { withRegionHint } from '../../packages/hcs-mgw20240626/src/region-hint.ts'
import { toError } from '../../packages/hcs-mgw20240626/src/transport-errors.ts'

const answer = (body: string) => ({ statusCode: 200, headers: {}, body: Buffer.from(body) })

test.each<[what: string, content: string, job: object]>([
  ['a status', '<Status> IMPORT_JOB_DOING </Status>', { status: 'IMPORT_JOB_DOING' }],
  ['a status with markup', '<Status><b/></Status>', {}],
  ['two statuses', '<Status>A</Status><Status>B</Status>', {}],
  ['no throttling', '<ImportQos/>', {}],
  ['a throttling that is text', '<ImportQos>none</ImportQos>', {}],
  ['two throttlings', '<ImportQos><A>1</A></ImportQos><ImportQos><A>2</A></ImportQos>', {}],
  [
    'half a throttling',
    '<ImportQos><MaxBandWidth>7</MaxBandWidth><MaxImportTaskQps/></ImportQos>',
    { importQos: { maxBandWidth: 7 } }
  ]
])('a job with %s', (_, content, job) => {
  expect(readJob(answer(`<ImportJob>${content}</ImportJob>`))).toEqual(job)
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
])('a number written %j', (text, number) => {
  const list = `<JobHistoryList><JobHistory><Name>x</Name><TotalCount>${text}</TotalCount></JobHistory></JobHistoryList>`
  expect(readHistory(answer(list)).jobHistory[0]?.totalCount).toBe(number)
})

test.each<[content: string, entries: JobHistory[]]>([
  ['', []],
  ['<JobHistory/>', []],
  ['<JobHistory>none</JobHistory>', []],
  ['<JobHistory>none</JobHistory><JobHistory><Name>x</Name></JobHistory>', [{ name: 'x' }]]
])('a history of %j', (content, entries) => {
  expect(readHistory(answer(`<JobHistoryList>${content}</JobHistoryList>`)).jobHistory).toEqual(entries)
})

describe('a connection that was reset', () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  test.each([
    // phase, whether it had carried a request before, whether it was stale
    ['connecting', true, true],
    ['waiting for the answer', true, true],
    ['reading the answer', true, false],
    ['waiting for the answer', false, false]
  ] as const)('while %s, used before %s: stale %s', (phase, reused, staleConnection) => {
    expect(toError(reset, phase, { server: 'x', proxy: undefined }, reused)).toMatchObject({
      staleConnection
    })
  })
})

test.each([
  ['', 'cn-hangzou', 'ENOTFOUND', 'Is the region cn-hangzou mistyped?'],
  ['', 'cn-hangzhou', 'ENOTFOUND', 'The region is an official one'],
  ['', 'cn-hangzou', 'ECONNREFUSED', ''],
  ['mgw.example.com', 'cn-hangzou', 'ENOTFOUND', '']
])('endpoint %j, region %s, %s: the hint is %j', (endpoint, region, code, hint) => {
  const error = new TransportError(code, 'No.', 'connecting')
  const { message } = withRegionHint(error, resolveEndpoint(endpoint, region)) as Error
  if (hint === '') expect(message).toBe('No.')
  else expect(message).toContain(hint)
})
