import { createHash, createHmac } from 'node:crypto'
import type { Credentials } from '@alicloud/hcs-mgw20240626'

/**
 * The headers of an RPC call without query and body, signed with ACS3-HMAC-SHA256
 * (https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature).
 *
 * @param nonce a text that no other call has
 */
export function signAcs3(
  host: string,
  action: string,
  version: string,
  { accessKeyId, accessKeySecret, securityToken }: Credentials,
  time: Date,
  nonce: string
): Record<string, string> {
  const hash = createHash('sha256').update('').digest('hex')
  const headers: Record<string, string> = {
    host,
    ...(securityToken && { 'x-acs-accesskey-id': accessKeyId }),
    'x-acs-action': action,
    'x-acs-content-sha256': hash,
    'x-acs-date': `${time.toISOString().slice(0, 19)}Z`,
    ...(securityToken && { 'x-acs-security-token': securityToken }),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': version
  }
  const names = Object.keys(headers).sort()
  const canonicalHeaders = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('')
  const canonicalRequest = ['POST', '/', '', canonicalHeaders, names.join(';'), hash].join('\n')
  const stringToSign = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonicalRequest).digest('hex')}`
  const signature = createHmac('sha256', accessKeySecret).update(stringToSign).digest('hex')
  return {
    ...headers,
    authorization: `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
  }
}
