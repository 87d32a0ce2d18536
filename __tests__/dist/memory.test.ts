import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { root } from '../../scripts/action-yml.ts'
import { runStep } from '../../scripts/runner.ts'

let server: Server
afterEach(() => void server.close())

/** The most memory of a step that gets 20 jobs at a time from a server which always answers this, in MiB. */
async function peakOf(answer: Buffer): Promise<number> {
  server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(answer))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { exitCode, outputs, stderr } = await runStep({
    inputs: {
      operation: 'get-job',
      'job-name': Array.from({ length: 20 }, (_, index) => `job-${index}`).join(),
      'max-parallel': '20',
      region: 'cn-hangzhou',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      'access-key-id': 'LTAI5tExample',
      'access-key-secret': 'a-secret-key'
    },
    env: { NODE_OPTIONS: `--require=${join(root, '__tests__/preload/peak-memory.cjs')}` }
  })
  server.close()
  expect({ exitCode, 'jobs-succeeded': outputs['jobs-succeeded'] }).toEqual({ exitCode: 0, 'jobs-succeeded': '20' })
  return Number(stderr)
}

const HEAD = 'HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n'
const JOB = '<ImportJob><Status>IMPORT_JOB_DOING</Status></ImportJob>'

/** A body in chunks of one byte. */
const inBytes = (body: string): Buffer =>
  Buffer.from(`${HEAD}${[...body].map((byte) => `1\r\n${byte}\r\n`).join('')}0\r\n\r\n`)

test('20 answers in chunks of one byte take at most 80 MiB', async () => {
  const idle = await peakOf(inBytes(JOB))
  const peak = await peakOf(inBytes(JOB.padEnd(96 * 1024)))
  expect(peak - idle).toBeLessThan(80)
})
