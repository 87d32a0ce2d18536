import { expect, test } from '@jest/globals'
import { toError } from '../../src/http/transport-error.ts'

test.each([
  // phase, whether the connection had served an earlier request, whether the server had closed it
  ['connecting', true, true],
  ['waiting for the answer', true, true],
  ['reading the answer', true, false],
  ['waiting for the answer', false, false]
] as const)('a reset while %s, on a reused connection: %s, means a stale one: %s', (phase, reused, staleConnection) => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  expect(toError(reset, phase, { server: 'x', proxy: undefined }, reused)).toMatchObject({
    staleConnection
  })
})
