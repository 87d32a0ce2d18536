import type { Socket } from 'node:net'
import {
  type Exchange,
  type Fault,
  NO_RESPONSE,
  reset,
  type SentResponse,
  send,
  sentResponse,
  withNonEmptyBody
} from '../http/exchange.ts'
import { headBytes, makeReply } from '../http/reply.ts'

const HEADER_INTERVAL_MS = 1
const PADDING_HEADER = `x-padding: ${'a'.repeat(4096)}\r\n`

/** Calls `write` every `ms` until the connection is closed. */
function writeRepeatedly(socket: Socket, ms: number, write: () => void): void {
  const timer = setInterval(write, ms)
  socket.once('close', () => clearInterval(timer))
}

function oneByteAtATime({ socket, healthy, options }: Exchange): SentResponse {
  const bytes = Buffer.concat([headBytes(healthy), healthy.body])
  let position = 0
  writeRepeatedly(socket, options.intervalMs ?? 1000, () => {
    if (position < bytes.length) socket.write(bytes.subarray(position, position + 1))
    else socket.destroySoon()
    position += 1
  })
  return sentResponse(healthy)
}

function endlessHeaders({ socket }: Exchange): SentResponse {
  socket.write('HTTP/1.1 200 OK\r\n')
  writeRepeatedly(socket, HEADER_INTERVAL_MS, () => socket.write(PADDING_HEADER))
  return { statusCode: 200, errorCode: null }
}

function resetInBody({ socket, healthy }: Exchange): SentResponse {
  const reply = withNonEmptyBody(healthy)
  const half = reply.body.subarray(0, Math.floor(reply.body.length / 2))
  socket.write(Buffer.concat([headBytes(reply), half]), () => reset(socket))
  return sentResponse(reply)
}

/** Sends a Content-Length that is `difference` bytes too large. */
function wrongContentLength(difference: number): Fault['respond'] {
  return ({ socket, healthy }) => {
    const reply = withNonEmptyBody(healthy)
    const headers = { ...reply.headers, 'content-length': String(reply.body.length + difference) }
    socket.end(Buffer.concat([headBytes({ ...reply, headers }), reply.body]))
    return sentResponse(reply)
  }
}

function redirect({ response, context, options }: Exchange): SentResponse {
  return send(response, makeReply(context, 307, '', { location: options.location ?? 'http://127.0.0.1:1/' }))
}

/** Faults at the level of TCP and HTTP. */
export const CONNECTION_FAULTS = {
  refuse: {
    description: 'Closes the port for `forMs`, so connections are refused. It does not use up a request.',
    applied: false,
    status: null,
    respond: ({ response, healthy }) => send(response, healthy)
  },
  'reset-before-headers': {
    description: 'Reads the request, then resets the connection without sending anything.',
    applied: false,
    status: null,
    respond({ socket }) {
      reset(socket)
      return NO_RESPONSE
    }
  },
  'reset-mid-body': {
    description: 'Sends the headers and half of the body, then resets the connection.',
    applied: true,
    status: 200,
    respond: resetInBody
  },
  'answer-lost': {
    description: 'Executes the request, then closes the connection without sending a response.',
    applied: true,
    status: null,
    respond({ socket }) {
      socket.destroy()
      return NO_RESPONSE
    }
  },
  silence: {
    description: 'Never responds and keeps the connection open.',
    applied: false,
    status: null,
    respond: () => NO_RESPONSE
  },
  'one-byte-a-second': {
    description: 'Sends the response one byte at a time, every `intervalMs`.',
    applied: true,
    status: 200,
    respond: oneByteAtATime
  },
  'endless-headers': {
    description: 'Sends status 200 and then headers until the client disconnects.',
    applied: true,
    status: 200,
    respond: endlessHeaders
  },
  'content-length-too-large': {
    description: 'Sends ten bytes less than Content-Length says, then closes the connection.',
    applied: true,
    status: 200,
    respond: wrongContentLength(10)
  },
  'content-length-too-small': {
    description: 'Sends five bytes more than Content-Length says, then closes the connection.',
    applied: true,
    status: 200,
    respond: wrongContentLength(-5)
  },
  redirect: {
    description: 'Responds 307 with `location` as the target.',
    applied: false,
    status: 307,
    respond: redirect
  },
  'skewed-clock': {
    description:
      "The server's clock is `skewMs` ahead: it responds 403 RequestTimeTooSkewed with its Date, and accepts requests signed with that time.",
    applied: false,
    status: 403,
    respond: ({ response, healthy }) => send(response, healthy)
  }
} satisfies Record<string, Fault>
