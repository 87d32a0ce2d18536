/** Gets a job from a host with two addresses, then through a proxy with two. host-addresses.test.ts runs it. */

import dns from 'node:dns'
import type { Server as HttpServer } from 'node:http'
import { connect, createServer } from 'node:net'
import tls from 'node:tls'
import { GetJobRequest } from '@alicloud/hcs-mgw20240626'
import { createCertificateAuthority, STILL, startEmulator } from 'mgw-emulator'
import { Server } from 'proxy-chain'
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
const client = testClient(`${HOST}:${emulator.port}`)
const showStatus = async (): Promise<void> => {
  const { body } = await client.getJob('', 'nightly-sync', new GetJobRequest(), { newConnection: true })
  console.log(body.importJob.status)
}
await showStatus()
const relay = createServer((socket) => void socket.pipe(connect(emulator.port, '127.0.0.1')).pipe(socket))
const customConnectServer = relay as unknown as HttpServer
const proxy = new Server({ host: '127.0.0.1', port: 0, prepareRequestFunction: () => ({ customConnectServer }) })
await proxy.listen()
process.env.HTTPS_PROXY = `http://proxy.example.com:${proxy.port}`
await showStatus()
await proxy.close(true)
await emulator.close()
