import { expect, test } from '@jest/globals'
import { type Failure, toError } from '../../src/http/transport-error.ts'

test.each([
  // phase, whether the connection had served an earlier request, whether the server had closed it
  ['connecting', true, true],
  ['waiting for the response', true, true],
  ['reading the response', true, false],
  ['waiting for the response', false, false]
] as const)('a reset while %s, on a reused connection: %s, means a stale one: %s', (phase, reused, staleConnection) => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  expect(toError(reset, phase, { server: 'x', proxy: undefined }, reused)).toMatchObject({
    staleConnection
  })
})

const PROXY = { url: 'http://proxy.example.com:3128/', address: 'proxy.example.com:3128', variable: 'HTTPS_PROXY' }
const refused = (address: string): Error =>
  Object.assign(new Error(`connect ECONNREFUSED ${address}:3128`), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
    address
  })

test.each<[what: string, failure: Failure, isProxyError: boolean]>([
  ['one address refuses', refused('10.0.0.1') as Failure, true],
  [
    'A and AAAA refuse',
    Object.assign(new AggregateError([refused('10.0.0.1'), refused('fd00::1')]), { code: 'ECONNREFUSED' }) as Failure,
    true
  ],
  [
    'it has no address',
    Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }) as Failure,
    true
  ],
  [
    'the tunnel breaks',
    Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }) as Failure,
    false
  ]
])("a proxy's failure to connect is the proxy's, whatever its name: %s", (_, failure, isProxyError) => {
  const error = toError(failure, 'connecting', { server: 'x', proxy: PROXY })
  expect(error).toMatchObject({ isProxyError })
  expect(error.message.includes("The proxy proxy.example.com:3128 can't be reached")).toBe(isProxyError)
  expect(toError(failure, 'connecting', { server: 'x', proxy: undefined })).toMatchObject({ isProxyError: false })
})
