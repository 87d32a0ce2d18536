import {
  Client,
  CreateJobInfo,
  CreateJobRequest,
  GetJobRequest,
  ImportQos,
  ListJobHistoryRequest,
  ListJobRequest,
  MgwError,
  UpdateJobInfo,
  UpdateJobRequest
} from '@alicloud/hcs-mgw20240626'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Emulator, EXAMPLE_CREDENTIALS, STILL, startEmulator } from 'mgw-emulator'
import { send } from '../../src/http/send.ts'
import { resolveEndpoint } from '../../src/inputs/address.ts'
import { testClient } from '../support/test-client.ts'

const USER = '1234567890123456'
const JOB = 'nightly-sync'

let emulator: Emulator
let client: Client
beforeAll(async () => {
  emulator = await startEmulator({
    durations: STILL,
    jobs: [
      {
        name: JOB,
        status: 'IMPORT_JOB_DOING',
        maxBandWidth: 9223372036854775807n,
        maxImportTaskQps: 500,
        scheduleRule: { startCronExpression: '0 0 22 * * ?', maxScheduleCount: 3 }
      }
    ]
  })
  client = testClient(emulator.url)
})
afterAll(() => emulator.close())

test('updateJob sends a change, and returns the request ID', async () => {
  const importQos = new ImportQos({ maxBandWidth: 2n ** 63n - 1n, maxImportTaskQps: 7 })
  const request = new UpdateJobRequest({ importJob: new UpdateJobInfo({ importQos }) })
  const { statusCode, headers } = await client.updateJob(USER, JOB, request)
  expect(statusCode).toBe(200)
  expect(headers['x-oss-request-id']).toBe(emulator.requests.at(-1)?.requestId)
  expect(emulator.job(JOB)).toMatchObject({ maxBandWidth: '9223372036854775807', maxImportTaskQps: '7' })
})

test('updateJob escapes XML', async () => {
  const request = new UpdateJobRequest({ importJob: new UpdateJobInfo({ status: '<&>' }) })
  await expect(client.updateJob(USER, JOB, request)).rejects.toMatchObject({ code: 'InvalidImportJobStatus' })
  expect(emulator.requests.at(-1)?.body).toContain('<Status>&#60;&#38;&#62;</Status>')
})

test('createJob writes a list as a repeated element', async () => {
  const filterRule = { keyFilters: { includes: { regex: ['a', 'b&c'] }, excludes: { regex: [] } } }
  const request = new CreateJobRequest({ importJob: new CreateJobInfo({ filterRule }) })
  await expect(client.createJob(USER, request)).rejects.toMatchObject({ code: 'MissingArgument' })
  expect(emulator.requests.at(-1)?.body).toContain(
    '<KeyFilters><Includes><Regex>a</Regex><Regex>b&#38;c</Regex></Includes><Excludes></Excludes></KeyFilters>'
  )
})

test('getJob returns the job with typed fields', async () => {
  const { body } = await client.getJob(USER, JOB, new GetJobRequest())
  expect(body.importJob).toMatchObject({
    name: JOB,
    status: 'IMPORT_JOB_DOING',
    owner: USER,
    importQos: { maxBandWidth: 9223372036854775807n },
    scheduleRule: { startCronExpression: '0 0 22 * * ?', maxScheduleCount: 3 }
  })
})

test('listJob returns one page, without sub-jobs', async () => {
  const jobs = [{ name: 'bbb' }, { name: 'aaa', maxBandWidth: 7 }, { name: 'sub', parentName: 'aaa' }]
  const other = await startEmulator({ jobs })
  try {
    const listing = testClient(other.url)
    const list = async (request: Partial<ListJobRequest>) =>
      (await listing.listJob(USER, new ListJobRequest(request))).body.importJobList
    const names = async (request: Partial<ListJobRequest>) => (await list(request)).importJob.map(({ name }) => name)
    expect(await list({ count: 1 })).toMatchObject({
      truncated: true,
      nextMarker: 'aaa',
      importJob: [{ name: 'aaa', importQos: { maxBandWidth: 7 } }]
    })
    expect(await list({ marker: 'aaa' })).toMatchObject({ truncated: false, importJob: [{ name: 'bbb' }] })
    expect(await names({ marker: 'bbb' })).toEqual([])
  } finally {
    await other.close()
  }
})

test('listJobHistory returns a list, also for no entries or one', async () => {
  emulator.addJob({ name: 'never-started' })
  const history = async (job: string, count?: number): Promise<unknown[]> => {
    const request = new ListJobHistoryRequest(count === undefined ? {} : { count })
    return (await client.listJobHistory(USER, job, request)).body.jobHistoryList.jobHistory
  }
  expect(await history('never-started')).toEqual([])
  expect(await history(JOB, 1)).toEqual([expect.objectContaining({ name: JOB, status: 'IMPORT_JOB_DOING' })])
  expect((await history(JOB)).length).toBeGreaterThan(1)
})

test('an error response is thrown as an MgwError', async () => {
  const error = await client.getJob(USER, 'missing', new GetJobRequest()).catch((error) => error)
  expect(error).toBeInstanceOf(MgwError)
  const { requestId } = emulator.requests.at(-1) ?? {}
  expect(error).toMatchObject({
    code: 'NoSuchImportJob',
    message: 'The specified import job does not exist',
    statusCode: 404,
    requestId,
    data: {
      hostId: `${USER}.cn-hangzhou.mgw.aliyuncs.com`,
      statusCode: 404,
      requestId,
      ecCode: null,
      Recommend: null,
      AccessDeniedDetail: null
    }
  })
})

test('a secret is removed from the start of a body before that is cut', async () => {
  const redact = (text: string): string => text.replaceAll('a-secret', '***')
  const credential = { getCredential: async () => EXAMPLE_CREDENTIALS }
  const endpoint = resolveEndpoint(emulator.url, 'cn-hangzhou')
  const careful = new Client({ credential, endpoint, httpClient: send, redact })
  const raw = Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${'x'.repeat(195)}a-secret`)
  for (const call of ['getJob', 'updateJob'] as const) {
    const status = call === 'getJob' ? '200 OK' : '502 Bad Gateway'
    emulator.fail({ raw: Buffer.from(raw.toString().replace('200 OK', status)) })
    const error = await careful[call](USER, JOB, {}).catch((thrown) => thrown)
    expect(error.message).toMatch(/It begins "x{195}\*{3}"\.$/)
  }
})

const ok = (body: string) => ({ raw: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${body}`) })
const pause = () =>
  client.updateJob(USER, JOB, new UpdateJobRequest({ importJob: new UpdateJobInfo({ status: 'IMPORT_JOB_SUSPEND' }) }))

const DENIED = '<Error><Code>AccessDenied</Code><Message>No.</Message><RequestId>1</RequestId></Error>'

test.each<[what: string, body: string, code: string, call: () => Promise<unknown>]>([
  ['updateJob', DENIED, 'AccessDenied', pause],
  ['getJob', DENIED, 'AccessDenied', () => client.getJob(USER, JOB, new GetJobRequest())],
  ['listJob', DENIED, 'AccessDenied', () => client.listJob(USER, new ListJobRequest())],
  ['listJobHistory', DENIED, 'AccessDenied', () => client.listJobHistory(USER, JOB, new ListJobHistoryRequest())],
  [
    'updateJob, with a declaration and a namespace',
    `\ufeff<?xml version="1.0"?>\n<!-- <ok/> -->\n${DENIED.replace('>', ' xmlns="urn:x">')}`,
    'AccessDenied',
    pause
  ],
  ['updateJob, without a code', '<Error/>', 'InvalidResponse', pause],
  ['updateJob, truncated', DENIED.slice(0, 40), 'InvalidResponse', pause]
])('an error with HTTP 200 is thrown: %s', async (_, body, code, call) => {
  emulator.fail(ok(body))
  await expect(call()).rejects.toMatchObject({ name: 'MgwError', code, statusCode: 200 })
})

test.each(['', '<root/>', '<ErrorLog/>', '<root><Error/></root>', `<!-- ${DENIED} --><root/>`, 'Accepted <Error>'])(
  'updateJob succeeds with HTTP 200 and the body %j',
  async (body) => {
    emulator.fail(ok(body))
    await expect(pause()).resolves.toMatchObject({ statusCode: 200 })
  }
)

test.each([
  ['HTML', '<html><body>Hello</body></html>'],
  ['no content', ''],
  ['truncated XML', '<ImportJob><Name>x</Name>'],
  ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><ImportJob><Name>&b;</Name></ImportJob>']
])('getJob rejects a body with %s', async (_, body) => {
  emulator.fail({ raw: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${body}`) })
  await expect(client.getJob(USER, JOB, new GetJobRequest())).rejects.toMatchObject({
    code: 'InvalidResponse',
    statusCode: 200
  })
})

const answerWith = (body: string): void =>
  void emulator.fail({ raw: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${body}`) })

test.each([
  ['elements', '<a/>', 'elements', 2_047, 4_095],
  ['attributes', '', 'references', 8_193, 16_385],
  ['references', '&#65;', 'references', 8_193, 16_385],
  ['carriage returns', '\r\n', 'references', 8_193, 16_385]
])('a body with more %s than the service sends is rejected', async (what, text, shown, inJob, inList) => {
  const tooMany = { code: 'InvalidResponse', message: expect.stringContaining(`it has too many ${shown}`) }
  const inRoot = (root: string, count: number): string => {
    if (what !== 'attributes') return `<${root}>${text.repeat(count)}</${root}>`
    return `<${root}${Array.from({ length: count }, (_, index) => ` a${index}=""`).join('')}></${root}>`
  }
  answerWith(inRoot('ImportJob', inJob))
  await expect(client.getJob(USER, JOB, new GetJobRequest())).rejects.toMatchObject(tooMany)
  answerWith(inRoot('ImportJob', inJob - 1))
  await client.getJob(USER, JOB, new GetJobRequest())
  answerWith(inRoot('ImportJobList', inList))
  await expect(client.listJob(USER, new ListJobRequest({ count: 10 }))).rejects.toMatchObject(tooMany)
  answerWith(inRoot('ImportJobList', inList - 1))
  await client.listJob(USER, new ListJobRequest({ count: 10 }))
})

test('a job with 1,000 elements, and a list of 100 jobs with 200 each, are read', async () => {
  const element = '<MaxBandWidth>2147483648</MaxBandWidth>'
  answerWith(`<ImportJob>${element.repeat(1_000)}<Name>x</Name></ImportJob>`)
  const { body } = await client.getJob(USER, JOB, new GetJobRequest())
  expect(body.importJob.name).toBe('x')
  const job = `<ImportJob><Name>job</Name>${element.repeat(200)}</ImportJob>`
  answerWith(`<ImportJobList>${job.repeat(100)}</ImportJobList>`)
  const list = await client.listJob(USER, new ListJobRequest({ count: 100 }))
  expect(list.body.importJobList.importJob).toHaveLength(100)
})

test.each([
  ['of 128 KiB is read', 128 * 1024, 'x'.repeat(128 * 1024 - 36)],
  ['of one byte more is rejected', 128 * 1024 + 1, undefined]
])('a job %s', async (_, length, name) => {
  const [before, after] = ['<ImportJob><Name>', '</Name></ImportJob>']
  answerWith(`${before}${'x'.repeat(length - before.length - after.length)}${after}`)
  const reading = client.getJob(USER, JOB, new GetJobRequest())
  if (name === undefined)
    await expect(reading).rejects.toMatchObject({
      code: 'InvalidResponse',
      message: expect.stringContaining('it is too long')
    })
  else expect((await reading).body.importJob.name).toBe(name)
})

test('an element named __proto__ has no effect on prototypes', async () => {
  const job = '<ImportJob><__proto__><polluted>1</polluted></__proto__><Name>x</Name></ImportJob>'
  emulator.fail({ raw: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${job}`) })
  const { body } = await client.getJob(USER, JOB, new GetJobRequest())
  expect(body.importJob.name).toBe('x')
  expect(Object.getPrototypeOf(body.importJob)).toBe(Object.prototype)
  expect({}).not.toHaveProperty('polluted')
})
