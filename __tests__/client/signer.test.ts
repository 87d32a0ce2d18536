import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hostFor, sign } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import { resolveEndpoint } from '../../src/inputs/address.ts'

interface Vector {
  name: string
  request: {
    method: string
    endpoint: string
    userId: string
    region: string
    host: string
    path: string
    query: Record<string, string>
    timestamp: string
    body: string | null
  }
  credentials: { accessKeyId: string; accessKeySecret: string; securityToken: string | null }
  expected: {
    signedHeaders: Record<string, string>
    canonicalRequest: string
    stringToSign: string
    authorization: string
  }
}

// 15 requests on whose signatures three independent implementations agree.
const vectors: Vector[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../emulator/vectors/oss4-signatures.json'), 'utf8')
)

test('there are 15 vectors', () => {
  expect(vectors).toHaveLength(15)
})

test.each(vectors)('signs $name', ({ request, credentials, expected }) => {
  const { method, path, query, region, timestamp, body } = request
  const signed = sign(
    { method, path, query, body: body ?? undefined },
    { ...credentials, securityToken: credentials.securityToken ?? undefined },
    region,
    new Date(timestamp)
  )
  expect(signed.headers).toEqual({
    ...expected.signedHeaders,
    date: new Date(timestamp).toUTCString(),
    authorization: expected.authorization
  })
})

test.each(vectors)('sends $name to its host', ({ request }) => {
  const endpoint = resolveEndpoint(request.endpoint, request.region)
  const port = endpoint.port === undefined ? '' : `:${endpoint.port}`
  expect(hostFor(endpoint, request.userId) + port).toBe(request.host)
  expect(endpoint.region).toBe(request.region)
})

test('percent-encodes and sorts the query', () => {
  const credentials = { accessKeyId: 'AK', accessKeySecret: 'SECRET' }
  const query = { runtimeId: '1', jobResult: '', 'run-time': "a b'" }
  const { target } = sign({ method: 'GET', path: '/job/a', query }, credentials, 'cn-hangzhou', new Date(0))
  expect(target).toBe('/job/a?jobResult&run-time=a%20b%27&runtimeId=1')
})
