import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { errorInfoFor } from '../../src/report/error-catalogue.ts'
import { extraCaCertsProblem } from '../../src/report/job-report.ts'

test.each<[code: string, statusCode: number | undefined, text: string]>([
  ['NoSuchImportJob', 404, 'There is no job with this name'],
  ['InvalidAccessKeyId.NotFound', 404, "doesn't know the access key ID"],
  ['PrefixQpsLimitExceeded', 503, 'limits the number of requests'],
  ['Throttling.User', 400, 'limits the number of requests'],
  ['SomethingNew', 429, 'limits the number of requests'],
  ['SomethingNew', 503, 'limits the number of requests'],
  ['SomethingNew', 500, 'The service failed.'],
  ['SomethingNew', 403, "isn't allowed to do this"],
  ['SomethingNew', 400, "that this action doesn't know"],
  ['404', 404, "that this action doesn't know"],
  ['toString', 400, "that this action doesn't know"],
  ['AuthenticationFail.OIDCToken.Invalid', 401, "didn't let this workflow sign in"],
  ['AuthenticationFail.NoPermission', 401, "trust policy doesn't let this workflow sign in"],
  ['EntityNotExist.Role', 404, "The role doesn't exist"],
  ['EntityNotExist.OIDCProvider', 404, "The OIDC provider doesn't exist"],
  ['InvalidParameter.DurationSeconds', 400, 'role-session-expiration'],
  ['InvalidTimeStamp.Expired', 400, "The runner's clock"],
  ['EAI_AGAIN', undefined, "name server didn't respond"],
  ['EAI_FAIL', undefined, "couldn't resolve the host name"],
  ['EAI_NODATA', undefined, "couldn't resolve the host name"],
  ['EAI_SYSTEM', undefined, "couldn't resolve the host name"],
  ['EACCES', undefined, 'This machine blocked the connection'],
  ['EPERM', undefined, 'This machine blocked the connection'],
  ['EPROTO', undefined, "doesn't speak TLS"],
  ['ERR_SSL_WRONG_VERSION_NUMBER', undefined, "doesn't speak TLS"],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', undefined, 'NODE_EXTRA_CA_CERTS'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, 'NODE_EXTRA_CA_CERTS'],
  ['CERT_HAS_EXPIRED', undefined, 'clock'],
  ['CERT_NOT_YET_VALID', undefined, 'clock'],
  ['ENOBUFS', undefined, 'failed before there was a response']
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
  expect(extraCaCertsProblem(bad)).toContain('contains no PEM certificate')
  expect(extraCaCertsProblem(missing)).toMatch(/missing\.pem.*can't be read.*container/)
})
