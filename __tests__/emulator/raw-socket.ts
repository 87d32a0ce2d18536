import { connect } from 'node:net'
import type { RawRequest } from './http.ts'

/** What a client receives on a connection. */
export interface RawExchange {
  bytes: Buffer
  /** The number of chunks that arrived. */
  chunkCount: number
  /** How the connection ended: `closed` by the server, an error code, or still `open` when a limit was reached. */
  end: string
}

/** When to stop reading from a connection that the server doesn't close. */
export interface ReadLimit {
  bytes?: number
  /** Default: 30,000. */
  ms?: number
}

function requestText({ method, target, headers = {}, body = '' }: RawRequest): string {
  const all = { host: '127.0.0.1', ...headers, 'content-length': String(Buffer.byteLength(body)) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/** Sends a request over a TCP connection and returns everything that the server sends. */
export async function exchangeRaw(port: number, request: RawRequest, limit: ReadLimit = {}): Promise<RawExchange> {
  const { bytes: maxBytes = Number.POSITIVE_INFINITY, ms = 30_000 } = limit
  const chunks: Buffer[] = []
  const socket = connect(port, '127.0.0.1')
  const end = await new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve('open'), ms)
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      if (Buffer.concat(chunks).length >= maxBytes) resolve('open')
    })
    socket.once('end', () => resolve('closed'))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.once('close', () => clearTimeout(timer))
    socket.write(requestText(request))
  })
  socket.destroy()
  return { bytes: Buffer.concat(chunks), chunkCount: chunks.length, end }
}

/** Splits a response into its status, headers (in lower case) and body. */
export function parseResponse(bytes: Buffer) {
  const text = bytes.toString('latin1')
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) =>
      line
        .toLowerCase()
        .split(/: (.*)/s)
        .slice(0, 2)
    )
  )
  return {
    status: Number(statusLine.split(' ')[1]),
    headers,
    body: bytes.subarray(bytes.length - rest.join('\r\n\r\n').length)
  }
}
