import { connect } from 'node:net'
import type { RawRequest } from './http.ts'

/** What came back on a connection, to the last byte. */
export interface Conversation {
  bytes: Buffer
  /** How many times something arrived. */
  pieces: number
  /** How the connection ended: by the server, with an error, or not at all by the time that was waited for. */
  end: string
}

/** When to stop listening to a connection that the server doesn't end. */
export interface Patience {
  bytes?: number
  ms?: number
}

function requestText({ method, target, headers = {}, body = '' }: RawRequest): string {
  const all = { host: '127.0.0.1', ...headers, 'content-length': String(Buffer.byteLength(body)) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/** Sends a request over a bare TCP connection, and takes down all that comes back. */
export async function converse(
  port: number,
  request: RawRequest,
  patience: Patience = {}
): Promise<Conversation> {
  const { bytes: limit = Number.POSITIVE_INFINITY, ms = 30_000 } = patience
  const chunks: Buffer[] = []
  const socket = connect(port, '127.0.0.1')
  const end = await new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve('open'), ms)
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      if (Buffer.concat(chunks).length >= limit) resolve('open')
    })
    socket.once('end', () => resolve('closed'))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.once('close', () => clearTimeout(timer))
    socket.write(requestText(request))
  })
  socket.destroy()
  return { bytes: Buffer.concat(chunks), pieces: chunks.length, end }
}

/** Takes an answer apart. */
export function parseAnswer(bytes: Buffer) {
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
