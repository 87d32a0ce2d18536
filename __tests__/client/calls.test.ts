import {
  AddressDetail,
  Client,
  CreateAddressInfo,
  CreateAddressRequest,
  CreateJobInfo,
  CreateJobRequest,
  CreateReportInfo,
  CreateReportRequest,
  GetJobRequest,
  GetJobResultRequest,
  GetReportRequest,
  type HttpRequest,
  ListJobHistoryRequest,
  ListJobRequest,
  UpdateJobInfo,
  UpdateJobRequest
} from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'

const USER = '1234567890123456'
const KEY = 'LTAI5tInventoryKey01'
const SECRET = 'inventory+secret/of&more=01'

/** A client of a server that returns one response, what was sent to it, and the secrets that were masked. */
function clientOf(body: string, statusCode = 200, accessKeySecret = 'the secret of the step') {
  const requests: HttpRequest[] = []
  const masked: string[] = []
  const client = new Client({
    credential: { getCredential: async () => ({ accessKeyId: 'AK', accessKeySecret }) },
    endpoint: {
      protocol: 'https:',
      hostname: 'cn-hangzhou.mgw.aliyuncs.com',
      port: undefined,
      region: 'cn-hangzhou'
    },
    maskSecret: (secret) => masked.push(secret),
    async httpClient(request) {
      requests.push(request)
      return { statusCode, headers: {}, body: Buffer.from(body) }
    }
  })
  return { client, requests, masked }
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

test.each<[name: string, call: (client: Client) => Promise<unknown>, request: string, body: string | undefined]>([
  [
    'createJob',
    (client) =>
      client.createJob(
        USER,
        new CreateJobRequest({
          importJob: new CreateJobInfo({
            name: 'a_retry',
            srcAddress: 's&t',
            createReport: true,
            audit: { logMode: 'on' }
          })
        })
      ),
    'POST /job',
    '<ImportJob><Name>a_retry</Name><SrcAddress>s&#38;t</SrcAddress><CreateReport>true</CreateReport><Audit><LogMode>on</LogMode></Audit></ImportJob>'
  ],
  [
    'createAddress',
    (client) =>
      client.createAddress(
        USER,
        new CreateAddressRequest({
          importAddress: new CreateAddressInfo({
            name: 'adr',
            addressDetail: new AddressDetail({ addressType: 'ossinv', invAccessSecret: 'a<b' })
          })
        })
      ),
    'POST /address',
    '<ImportAddress><Name>adr</Name><AddressDetail><AddressType>ossinv</AddressType><InvAccessSecret>a&#60;b</InvAccessSecret></AddressDetail></ImportAddress>'
  ],
  ['deleteAddress', (client) => client.deleteAddress(USER, 'adr'), 'DELETE /address/adr', undefined],
  [
    'createReport',
    (client) =>
      client.createReport(
        USER,
        new CreateReportRequest({ createReport: new CreateReportInfo({ jobName: 'a', version: 'v', runtimeId: 2n }) })
      ),
    'POST /report',
    '<CreateReport><JobName>a</JobName><Version>v</Version><RuntimeId>2</RuntimeId></CreateReport>'
  ]
])('%s sends its request', async (_, call, request, body) => {
  const { client, requests } = clientOf('<root/>')
  expect(await call(client)).toEqual({ statusCode: 200, headers: {}, body: undefined })
  expect(requests.map(({ method, target }) => `${method} ${target}`)).toEqual([request])
  expect(requests[0]?.body).toBe(body && DECLARATION + body)
})

test.each<[name: string, call: (client: Client) => Promise<unknown>, target: string]>([
  [
    'getJobResult',
    (client) => client.getJobResult(USER, 'a', new GetJobResultRequest({ runtimeId: 7n })),
    '/job/a?jobResult&runtimeId=7'
  ],
  [
    'getReport',
    (client) => client.getReport(USER, new GetReportRequest({ version: 'v', runtimeId: 7 })),
    '/report?runtimeId=7&version=v'
  ],
  ['getAddress', (client) => client.getAddress(USER, 'adr'), '/address/adr'],
  ['verifyAddress', (client) => client.verifyAddress(USER, 'adr'), '/address/adr?verify'],
  ['getJob', (client) => client.getJob(USER, 'a', new GetJobRequest()), '/job/a'],
  [
    'listJob',
    (client) => client.listJob(USER, new ListJobRequest({ parentName: 'a', count: 20 })),
    '/joblist?count=20&parentName=a'
  ],
  [
    'listJobHistory',
    (client) => client.listJobHistory(USER, 'a', new ListJobHistoryRequest({ runtimeId: 7n })),
    '/jobhistory/a?runtimeId=7'
  ]
])('%s asks for what its request says', async (_, call, target) => {
  const { client, requests } = clientOf('')
  await expect(call(client)).rejects.toMatchObject({ code: 'InvalidResponse' })
  expect(requests.map((request) => `${request.method} ${request.target}`)).toEqual([`GET ${target}`])
})

test('getReport returns numbers as numbers, and times as they were sent', async () => {
  const fields = '<Status>Finished</Status><TotalCount>99</TotalCount><JobExecuteTime>1000s</JobExecuteTime>'
  const { client } = clientOf(`<GetReportResponse>${fields}<FailedListPrefix/></GetReportResponse>`)
  const { body } = await client.getReport(USER, new GetReportRequest())
  expect(body.getReportResponse).toEqual({
    status: 'Finished',
    totalCount: 99,
    jobExecuteTime: '1000s',
    failedListPrefix: ''
  })
})

test('getAddress and verifyAddress return their fields', async () => {
  const address = clientOf(
    '<ImportAddress><Name>adr</Name><AddressDetail><AddressType>oss</AddressType><HdfsAuthConfig/></AddressDetail></ImportAddress>'
  )
  expect((await address.client.getAddress(USER, 'adr')).body.importAddress).toEqual({
    name: 'adr',
    addressDetail: { addressType: 'oss', hdfsAuthConfig: {} }
  })
  const verification = clientOf('<VerifyAddressResponse><Status/><VerifyTime>1</VerifyTime></VerifyAddressResponse>')
  const { body } = await verification.client.verifyAddress(USER, 'adr')
  expect(body.verifyAddressResponse).toEqual({ status: '', verifyTime: '1' })
})

test('a 2xx response with an error is an error, for a change too', async () => {
  const { client } = clientOf(`${DECLARATION}\n<Error><Code>InternalError</Code><Message>No.</Message></Error>`)
  const request = new UpdateJobRequest({ importJob: new UpdateJobInfo({ status: 'IMPORT_JOB_SUSPEND' }) })
  await expect(client.updateJob(USER, 'a', request)).rejects.toMatchObject({ code: 'InternalError', statusCode: 200 })
  await expect(client.createJob(USER, new CreateJobRequest())).rejects.toMatchObject({ code: 'InternalError' })
})

test.each(['<!doctype html><title>Sign in</title>', ' <HTML lang="en">'])(
  'a web page with HTTP 200 is not an accepted change: %s',
  async (page) => {
    const { client } = clientOf(page)
    const request = new UpdateJobRequest({ importJob: new UpdateJobInfo({ status: 'IMPORT_JOB_SUSPEND' }) })
    await expect(client.updateJob(USER, 'a', request)).rejects.toMatchObject({ code: 'InvalidResponse' })
    await expect(client.deleteAddress(USER, 'a')).rejects.toMatchObject({ code: 'InvalidResponse' })
  }
)

const escaped = SECRET.replace('&', '&amp;')

test('the keys in a result are masked, and returned', async () => {
  const { client, masked } = clientOf(
    `<ImportJobResult><ReadyRetry>Ready</ReadyRetry><InvAccessId>${KEY}</InvAccessId><InvAccessSecret> ${escaped} </InvAccessSecret><FailedObjectCount>3</FailedObjectCount></ImportJobResult>`
  )
  const { body } = await client.getJobResult(USER, 'a', new GetJobResultRequest())
  expect(body.importJobResult).toEqual({
    readyRetry: 'Ready',
    invAccessId: KEY,
    invAccessSecret: SECRET,
    failedObjectCount: 3
  })
  expect([...new Set(masked)].sort()).toEqual([KEY, escaped, SECRET].sort())
})

const xml = `<InvAccessId>${KEY}</InvAccessId><InvAccessSecret>${escaped}</InvAccessSecret>`

test.each<[shape: string, statusCode: number, body: string]>([
  ['another root', 200, `<Other>${xml}</Other>`],
  ['truncated', 200, `<ImportJobResult><InvAccessId>${KEY}</InvAccessId><InvAccessSecret>${escaped}`],
  ['as JSON', 200, JSON.stringify({ InvAccessId: KEY, InvAccessSecret: SECRET })],
  ['escaped', 200, xml.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')],
  ['in CDATA', 200, `<x><InvAccessId>${KEY}</InvAccessId><InvAccessSecret><![CDATA[${SECRET}]]></InvAccessSecret></x>`],
  [
    'with a comment',
    200,
    `<x><InvAccessId><!-- a -->${KEY}</InvAccessId><InvAccessSecret>${escaped}</InvAccessSecret></x>`
  ],
  [
    'with attributes',
    200,
    `<x><InvAccessId a="b">${KEY}</InvAccessId><InvAccessSecret\n>${escaped}</InvAccessSecret></x>`
  ],
  [
    'in the message of an error',
    403,
    `<Error><Code>No</Code><Message>InvAccessId: ${KEY}, InvAccessSecret=${SECRET.split('&')[0]}</Message></Error>`
  ],
  ['next to the message of an error', 500, `<Error><Code>No</Code><Message>${escaped}, ${KEY}</Message>${xml}</Error>`],
  ['a redirect', 302, xml],
  ['a status below 200', 100, xml]
])('no error quotes a result that is %s', async (_, statusCode, body) => {
  const { client, masked } = clientOf(body, statusCode)
  const error = await client.getJobResult(USER, 'a', new GetJobResultRequest()).catch((error) => error)
  expect(error).toBeInstanceOf(Error)
  const text = JSON.stringify([error.code, error.message, error.data, error.headers, error.stack])
  expect(text).not.toContain(KEY)
  expect(text).not.toContain('inventory')
  expect(masked).toContain(KEY)
  expect(masked.some((secret) => SECRET.startsWith(secret) && secret.length > 15)).toBe(true)
})

test('a body of any other call is quoted as before', async () => {
  const { client, masked } = clientOf('<html>')
  await expect(client.getJob(USER, 'a', new GetJobRequest())).rejects.toMatchObject({
    message: expect.stringContaining('It begins "<html>"')
  })
  expect(masked).toEqual([])
})

test('no part of a secret is left if a response repeats it so that the copies overlap', async () => {
  const secret = 'the secret of the step is the'
  const { client } = clientOf(`${secret.slice(0, -3)}${secret.slice(0, -3)}${secret}`, 400, secret)
  await expect(client.getJob(USER, 'a', new GetJobRequest())).rejects.toMatchObject({
    message: expect.stringContaining('It begins "***".')
  })
})
