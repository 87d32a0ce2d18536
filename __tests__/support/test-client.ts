import { Client, type CredentialProvider } from '@alicloud/hcs-mgw20240626'
import { EXAMPLE_CREDENTIALS } from 'mgw-emulator'
import { send } from '../../src/http/send.ts'
import { resolveEndpoint } from '../../src/inputs/address.ts'

const EXAMPLE: CredentialProvider = { getCredential: async () => EXAMPLE_CREDENTIALS }

/** A client for a server on this machine, which signs for cn-hangzhou. */
export function testClient(url: string, credential = EXAMPLE): Client {
  return new Client({ credential, endpoint: resolveEndpoint(url, 'cn-hangzhou'), httpClient: send })
}
