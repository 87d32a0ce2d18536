/** Gets a job from a host with two addresses, of which only the first has a server. host-addresses.test.ts runs it. */

import dns from 'node:dns'
import tls from 'node:tls'
import { GetJobRequest } from '@alicloud/hcs-mgw20240626'
import { createCertificateAuthority, STILL, startEmulator } from 'mgw-emulator'
import { testClient } from '../support/test-client.ts'

const HOST = 'mgw.example.com'
const authority = createCertificateAuthority()
tls.setDefaultCACertificates([authority.cert])
dns.lookup = ((_host: string, _options: object, callback: (error: null, found: object[]) => void) =>
  process.nextTick(callback, null, [
    { address: '127.0.0.1', family: 4 },
    { address: '127.0.0.2', family: 4 }
  ])) as typeof dns.lookup

const emulator = await startEmulator({
  tls: authority.issue(HOST),
  durations: STILL,
  jobs: [{ name: 'nightly-sync', status: 'IMPORT_JOB_DOING' }]
})
const endpoint = `${HOST}:${emulator.port}`
const client = testClient(endpoint)
const { body } = await client.getJob('', 'nightly-sync', new GetJobRequest())
console.log(body.importJob.status)
await emulator.close()
