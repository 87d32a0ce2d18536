import {
  Client,
  GetJobRequest,
  ImportQos,
  ListJobHistoryRequest,
  ListJobRequest,
  MgwError,
  TransportError,
  UpdateJobInfo,
  UpdateJobRequest
} from '@alicloud/hcs-mgw20240626'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Emulator, EXAMPLE_CREDENTIALS, STILL, startEmulator } from 'mgw-emulator'

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
  client = new Client({ ...EXAMPLE_CREDENTIALS, endpoint: emulator.url, regionId: 'cn-hangzhou' })
})
afterAll(() => emulator.close())

const pause = new UpdateJobRequest({ importJob: new UpdateJobInfo({ status: 'IMPORT_JOB_SUSPEND' }) })

test('updateJob sends one change', async () => {
  const importQos = new ImportQos({ maxBandWidth: 2n ** 63n - 1n, maxImportTaskQps: 7 })
  const request = new UpdateJobRequest({ importJob: new UpdateJobInfo({ importQos }) })
  const { statusCode, headers } = await client.updateJob(USER, JOB, request)
  expect(statusCode).toBe(200)
  expect(headers['x-oss-request-id']).toBe(emulator.requests.at(-1)?.requestId)
  expect(emulator.job(JOB)).toMatchObject({ maxBandWidth: '9223372036854775807', maxImportTaskQps: '7' })
})

test('updateJob escapes what is not XML', async () => {
  const request = new UpdateJobRequest({ importJob: new UpdateJobInfo({ status: '<&>' }) })
  await expect(client.updateJob(USER, JOB, request)).rejects.toMatchObject({ code: 'InvalidArgument' })
  expect(emulator.requests.at(-1)?.body).toContain('<Status>&#60;&#38;&#62;</Status>')
})

test('getJob tells the job in typed fields', async () => {
  const { body } = await client.getJob(USER, JOB, new GetJobRequest())
  expect(body.importJob).toMatchObject({
    name: JOB,
    status: 'IMPORT_JOB_DOING',
    owner: USER,
    importQos: { maxBandWidth: 9223372036854775807n },
    scheduleRule: { startCronExpression: '0 0 22 * * ?', maxScheduleCount: 3 }
  })
})

test('getJob finds a job by its ID', async () => {
  const version = emulator.job(JOB)?.version ?? ''
  const { body } = await client.getJob(USER, version, new GetJobRequest({ byVersion: true }))
  expect(body.importJob.name).toBe(JOB)
})

test('listJob is a list, page by page, without the sub-jobs unless they are asked for', async () => {
  const jobs = [{ name: 'bbb' }, { name: 'aaa', maxBandWidth: 7 }, { name: 'sub', parentName: 'aaa' }]
  const other = await startEmulator({ jobs })
  try {
    const listing = new Client({ ...EXAMPLE_CREDENTIALS, endpoint: other.url, regionId: 'cn-hangzhou' })
    const list = async (request: Partial<ListJobRequest>) =>
      (await listing.listJob(USER, new ListJobRequest(request))).body.importJobList
    const names = async (request: Partial<ListJobRequest>) =>
      (await list(request)).importJob.map(({ name }) => name)
    expect(await list({ count: 1 })).toMatchObject({
      truncated: true,
      nextMarker: 'aaa',
      importJob: [{ name: 'aaa', importQos: { maxBandWidth: 7 } }]
    })
    expect(await list({ marker: 'aaa' })).toMatchObject({ truncated: false, importJob: [{ name: 'bbb' }] })
    expect(await names({ marker: 'bbb' })).toEqual([])
    expect(await names({ all: true })).toEqual(['aaa', 'bbb', 'sub'])
    expect(await names({ parentName: 'aaa' })).toEqual(['sub'])
  } finally {
    await other.close()
  }
})

test('listJobHistory is a list, however many entries there are', async () => {
  emulator.addJob({ name: 'never-started' })
  const history = async (job: string, count?: number): Promise<unknown[]> => {
    const request = new ListJobHistoryRequest(count === undefined ? {} : { count })
    return (await client.listJobHistory(USER, job, request)).body.jobHistoryList.jobHistory
  }
  expect(await history('never-started')).toEqual([])
  expect(await history(JOB, 1)).toEqual([expect.objectContaining({ name: JOB, status: 'IMPORT_JOB_DOING' })])
  expect((await history(JOB)).length).toBeGreaterThan(1)
})

test('an error answer is an MgwError', async () => {
  const error = await client.getJob(USER, 'missing', new GetJobRequest()).catch((error) => error)
  expect(error).toBeInstanceOf(MgwError)
  const { requestId } = emulator.requests.at(-1) ?? {}
  expect(error).toMatchObject({
    code: 'NoSuchImportJob',
    message: 'The specified import job does not exist',
    statusCode: 404,
    requestId,
    hostId: `${USER}.cn-hangzhou.mgw.aliyuncs.com`,
    data: { statusCode: 404, requestId, ecCode: null, Recommend: null, AccessDeniedDetail: null }
  })
})

test('a server that sends keys back does not bring them into messages', async () => {
  const { accessKeySecret } = EXAMPLE_CREDENTIALS
  const body = `<Error><Code>InvalidArgument</Code><Message>You sent ${accessKeySecret}.</Message></Error>`
  emulator.fail({ raw: Buffer.from(`HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n${body}`) })
  await expect(client.getJob(USER, JOB, new GetJobRequest())).rejects.toMatchObject({
    message: 'You sent ***.'
  })
})

test.each([
  ['HTML', '<html><body>Hello</body></html>'],
  ['nothing', ''],
  ['truncated XML', '<ImportJob><Name>x</Name>'],
  ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><ImportJob><Name>&b;</Name></ImportJob>']
])('getJob refuses %s as a job', async (_, body) => {
  emulator.fail({ raw: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${body}`) })
  await expect(client.getJob(USER, JOB, new GetJobRequest())).rejects.toMatchObject({
    code: 'InvalidResponse',
    statusCode: 200
  })
})

test('an element named __proto__ is an element like any other', async () => {
  const job = '<ImportJob><__proto__><polluted>1</polluted></__proto__><Name>x</Name></ImportJob>'
  emulator.fail({ raw: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${job}`) })
  const { body } = await client.getJob(USER, JOB, new GetJobRequest())
  expect(body.importJob.name).toBe('x')
  expect(Object.getPrototypeOf(body.importJob)).toBe(Object.prototype)
  expect({}).not.toHaveProperty('polluted')
})

test.each([
  ['before a byte', { fault: 'silence' as const }, 'waiting for the answer'],
  ['within the answer', { fault: 'one-byte-a-second' as const, intervalMs: 5 }, 'the answer']
])('the timeout covers all of an attempt: %s', async (_, failure, phase) => {
  emulator.fail(failure)
  const error = await client.updateJob(USER, JOB, pause, { timeout: 60 }).catch((error) => error)
  expect(error).toBeInstanceOf(TransportError)
  expect(error).toMatchObject({ code: 'ETIMEDOUT', requestSent: true })
  expect(error.message).toContain('within 60 ms')
  expect(error.phase).toContain(phase)
})

test('a signal ends an attempt at once', async () => {
  emulator.fail({ fault: 'silence' })
  const controller = new AbortController()
  const attempt = client.updateJob(USER, JOB, pause, { signal: controller.signal })
  controller.abort()
  await expect(attempt).rejects.toMatchObject({ code: 'ABORT_ERR' })
  await emulator.heal()
})

test('a connection that is not made sends nothing', async () => {
  const nobody = new Client({
    ...EXAMPLE_CREDENTIALS,
    endpoint: 'http://127.0.0.1:1',
    regionId: 'cn-hangzhou'
  })
  await expect(nobody.updateJob(USER, JOB, pause)).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    requestSent: false
  })
})

test('a connection that breaks after the request was sent may have been acted upon', async () => {
  emulator.fail({ fault: 'reset-before-headers' })
  await expect(client.updateJob(USER, JOB, pause)).rejects.toMatchObject({
    code: 'ECONNRESET',
    requestSent: true
  })
})
