import { Client, resolveEndpoint } from '@alicloud/hcs-mgw20240626'
import { type Emulator, EXAMPLE_CREDENTIALS } from 'mgw-emulator'
import { type Job, reachJob } from '../../src/job/job.ts'

/** A job of an emulator, as a run reaches it. */
export function reachEmulator({ url }: Emulator, name: string): Job {
  const credential = { getCredential: async () => EXAMPLE_CREDENTIALS }
  const client = new Client({ credential, endpoint: resolveEndpoint(url, 'cn-hangzhou') })
  const credentials = { ...credential, renew: async () => false, endUnrenewed: false }
  return reachJob(client, credentials, '1234567890123456', name)
}
