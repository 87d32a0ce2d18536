import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { errorInfoFor } from '../../src/report/error-catalogue.ts'
import { extraCaCertsProblem } from '../../src/report/job-report.ts'

test.each<[code: string, statusCode: number | undefined, text: string]>([
  ['NoSuchImportJob', 404, 'There is no job of that name'],
  ['InvalidAccessKeyId.NotFound', 404, "doesn't know the access key ID"],
  ['PrefixQpsLimitExceeded', 503, 'limits the number of requests'],
  ['Throttling.User', 400, 'limits the number of requests'],
  ['SomethingNew', 429, 'limits the number of requests'],
  ['SomethingNew', 503, 'limits the number of requests'],
  ['SomethingNew', 500, 'The service failed.'],
  ['SomethingNew', 403, "isn't allowed to do this"],
  ['SomethingNew', 400, 'no explanation for'],
  ['404', 404, 'no explanation for'],
  ['toString', 400, 'no explanation for'],
  ['AuthenticationFail.OIDCToken.Invalid', 401, 'did not let this workflow sign in'],
  ['AuthenticationFail.NoPermission', 401, 'its trust policy does not allow it'],
  ['EntityNotExist.Role', 404, 'no role of that name'],
  ['EntityNotExist.OIDCProvider', 404, 'no OIDC provider of that name'],
  ['InvalidParameter.DurationSeconds', 400, 'role-session-expiration'],
  ['InvalidTimeStamp.Expired', 400, 'The clock of this runner'],
  ['EAI_AGAIN', undefined, "name server didn't respond"],
  ['EAI_FAIL', undefined, "couldn't resolve the host name"],
  ['EAI_NODATA', undefined, "couldn't resolve the host name"],
  ['EAI_SYSTEM', undefined, "couldn't resolve the host name"],
  ['EACCES', undefined, 'This machine may not make the connection'],
  ['EPERM', undefined, 'This machine may not make the connection'],
  ['EPROTO', undefined, "doesn't speak TLS"],
  ['ERR_SSL_WRONG_VERSION_NUMBER', undefined, "doesn't speak TLS"],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', undefined, 'NODE_EXTRA_CA_CERTS'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, 'NODE_EXTRA_CA_CERTS'],
  ['CERT_HAS_EXPIRED', undefined, 'clock'],
  ['CERT_NOT_YET_VALID', undefined, 'clock'],
  ['ENOBUFS', undefined, 'failed on this side']
])('explains %s (HTTP %s)', (code, statusCode, text) => {
  const { summary, advice } = errorInfoFor(code, statusCode)
  expect(`${summary} ${advice}`).toContain(text)
  // A request that never reached the service has no ID.
  if (statusCode === undefined) expect(`${summary} ${advice}`).not.toMatch(/request ID|The service refused/)
})

const folder = mkdtempSync(join(tmpdir(), 'mgw-ca-certs-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('reports a NODE_EXTRA_CA_CERTS that names no certificate', () => {
  const [good, bad, missing] = ['good.pem', 'bad.pem', 'missing.pem'].map((name) => join(folder, name))
  writeFileSync(good ?? '', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n')
  writeFileSync(bad ?? '', 'DER')
  expect(extraCaCertsProblem(undefined)).toBeUndefined()
  expect(extraCaCertsProblem('')).toBeUndefined()
  expect(extraCaCertsProblem(good)).toBeUndefined()
  expect(extraCaCertsProblem(bad)).toContain('contains no certificate in PEM form')
  expect(extraCaCertsProblem(missing)).toMatch(/missing\.pem.*can't be read.*container/)
})
