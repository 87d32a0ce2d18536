// Assumes a role like aliyun/configure-aliyun-credentials-action, but at STS_ENDPOINT.
import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'

const { ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN, STS_ENDPOINT, GITHUB_ENV } = process.env
const input = (name) => process.env[`INPUT_${name.toUpperCase()}`]

const token = await json(`${ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${input('audience')}`, {
  headers: { authorization: `Bearer ${ACTIONS_ID_TOKEN_REQUEST_TOKEN}` }
})
const { Credentials: credentials } = await json(STS_ENDPOINT, {
  method: 'POST',
  body: new URLSearchParams({
    Action: 'AssumeRoleWithOIDC',
    Version: '2015-04-01',
    Format: 'JSON',
    Timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
    SignatureNonce: randomUUID(),
    RoleArn: input('role-to-assume'),
    OIDCProviderArn: input('oidc-provider-arn'),
    OIDCToken: token.value,
    RoleSessionName: input('role-session-name'),
    DurationSeconds: input('role-session-expiration')
  })
})
for (const prefix of ['ALIBABA_CLOUD', 'ALIBABACLOUD']) {
  appendFileSync(GITHUB_ENV, `${prefix}_ACCESS_KEY_ID=${credentials.AccessKeyId}\n`)
  appendFileSync(GITHUB_ENV, `${prefix}_ACCESS_KEY_SECRET=${credentials.AccessKeySecret}\n`)
  appendFileSync(GITHUB_ENV, `${prefix}_SECURITY_TOKEN=${credentials.SecurityToken}\n`)
}

async function json(url, options) {
  const response = await fetch(url, options)
  const body = await response.json()
  if (!response.ok) throw new Error(`${response.status}: ${JSON.stringify(body)}`)
  return body
}
