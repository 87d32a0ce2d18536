import { describe, expect, test } from '@jest/globals'
import { readCredentialSources, resolveCredentials, warnIfCredentialsMayExpire } from '../../src/auth/credentials.ts'
import type { Wait } from '../../src/inputs/operation.ts'
import { createInputs } from '../support/create-inputs.ts'
import { withStep } from '../support/environment.ts'
import { quietly } from '../support/quietly.ts'
import { collectingLogger, testRun } from '../support/test-run.ts'

const inputs = createInputs({ name: 'get-job' })
const KEYS = { 'access-key-id': 'STS.9', 'access-key-secret': 'secret-9' }

test.each<[inputs: Record<string, string>, isTemporary: boolean]>([
  [KEYS, false],
  [{ ...KEYS, 'security-token': 'token-9' }, true]
])('returns the credentials of the inputs %j', async (given, isTemporary) => {
  const { policy, limits } = testRun()
  const credentials = await quietly(() =>
    resolveCredentials(inputs, withStep(given, {}, readCredentialSources), policy, limits)
  )
  expect(credentials.isTemporary).toBe(isTemporary)
  expect(await credentials.renew(limits, true)).toBe(false)
  expect(await credentials.getCredential()).toEqual({
    accessKeyId: 'STS.9',
    accessKeySecret: 'secret-9',
    securityToken: given['security-token']
  })
})

describe('temporary credentials', () => {
  const LONG: Partial<Wait> = { until: 'finished', timeoutSeconds: 3600 }
  test.each<[what: string, wait: Partial<Wait>, isTemporary: boolean, isWarned: boolean]>([
    ['and a long wait', LONG, true, true],
    ['that can be renewed, and a long wait', LONG, false, false],
    ['and a wait of half an hour', { ...LONG, timeoutSeconds: 1800 }, true, false],
    ['and no wait', { ...LONG, until: 'accepted' }, true, false]
  ])('may expire during the wait: %s', (_, wait, isTemporary, isWarned) => {
    const logger = collectingLogger()
    const credentials = {
      getCredential: async () => ({ accessKeyId: '', accessKeySecret: '' }),
      renew: async () => false,
      isTemporary
    }
    warnIfCredentialsMayExpire({ ...inputs.wait, ...wait }, credentials, logger)
    expect(logger.warnings).toEqual(isWarned ? [expect.stringContaining('the wait of 60 min')] : [])
  })
})
