import { describe, expect, test } from '@jest/globals'
import { findCredentials, warnOfShortKeys } from '../../src/auth/credentials.ts'
import { readSecrets } from '../../src/auth/sources.ts'
import type { Wait } from '../../src/inputs/wait.ts'
import { withStep } from '../support/environment.ts'
import { inputsOf } from '../support/inputs.ts'
import { quietly } from '../support/quietly.ts'
import { collectingLogger, testRetries } from '../support/retry-options.ts'

const inputs = inputsOf({ name: 'get-job' })
const KEYS = { 'access-key-id': 'STS.9', 'access-key-secret': 'secret-9' }

test.each<[inputs: Record<string, string>, endUnrenewed: boolean]>([
  [KEYS, false],
  [{ ...KEYS, 'security-token': 'token-9' }, true]
])('keys as they were given: %j', async (given, endUnrenewed) => {
  const options = testRetries()
  const found = await quietly(() => findCredentials(inputs, withStep(given, {}, readSecrets), options))
  expect(found.endUnrenewed).toBe(endUnrenewed)
  expect(await found.renew(options, true)).toBe(false)
  expect(await found.getCredential()).toEqual({
    accessKeyId: 'STS.9',
    accessKeySecret: 'secret-9',
    securityToken: given['security-token']
  })
})

describe('keys that may end before a wait does', () => {
  const LONG: Partial<Wait> = { until: 'finished', timeoutSeconds: 3600 }
  test.each<[what: string, wait: Partial<Wait>, endUnrenewed: boolean, warned: boolean]>([
    ['a long wait', LONG, true, true],
    ['a long wait with keys that last', LONG, false, false],
    ['a wait of half an hour', { ...LONG, timeoutSeconds: 1800 }, true, false],
    ['no wait', { ...LONG, until: 'accepted' }, true, false]
  ])('are warned of: %s', (_, wait, endUnrenewed, warned) => {
    const logger = collectingLogger()
    const credentials = {
      getCredential: async () => ({ accessKeyId: '', accessKeySecret: '' }),
      renew: async () => false,
      endUnrenewed
    }
    warnOfShortKeys({ ...inputs.wait, ...wait }, credentials, logger)
    expect(logger.warnings).toEqual(warned ? [expect.stringContaining('the wait of 60 min')] : [])
  })
})
