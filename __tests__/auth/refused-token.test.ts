import { MgwError } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import { explainRefusal } from '../../src/auth/refused-token.ts'

const SUB = 'repo:octo-org/migrations:ref:refs/heads/main'
const CLAIMS = { sub: SUB, aud: 'a', repository: 'octo-org/migrations', repository_id: '1', repository_owner_id: '2' }

test.each(['aud', 'iat', 'repository_id'])("explains a refusal if the token's %s is nested too deep", (claim) => {
  const nested = '['.repeat(300_000) + ']'.repeat(300_000)
  const claims = JSON.stringify({ ...CLAIMS, [claim]: '?' }).replace('"?"', nested)
  const refusal = new MgwError('AuthenticationFail.OIDCToken.Invalid', 'Refused.', {})
  const error = explainRefusal(refusal, `e30.${Buffer.from(claims).toString('base64url')}.`)
  expect(error).toMatchObject({ message: expect.stringContaining(`sub "${SUB}"`) })
})
