import type { Socket } from 'node:net'
import {
  type Exchange,
  type Fault,
  NO_ANSWER,
  notEmpty,
  reset,
  type Sent,
  send,
  sent
} from '../http/exchange.ts'
import { headBytes, makeReply } from '../http/reply.ts'

const FLOOD_INTERVAL_MS = 1
const FLOOD_LINE = `x-padding: ${'a'.repeat(4096)}\r\n`

/** Calls `write` every `ms` until the connection is gone. */
function trickle(socket: Socket, ms: number, write: () => void): void {
  const timer = setInterval(write, ms)
  socket.once('close', () => clearInterval(timer))
}

function oneByteAtATime({ socket, healthy, options }: Exchange): Sent {
  const bytes = Buffer.concat([headBytes(healthy), healthy.body])
  let position = 0
  trickle(socket, options.intervalMs ?? 1000, () => {
    if (position < bytes.length) socket.write(bytes.subarray(position, position + 1))
    else socket.destroySoon()
    position += 1
  })
  return sent(healthy)
}

function endlessHeaders({ socket }: Exchange): Sent {
  socket.write('HTTP/1.1 200 OK\r\n')
  trickle(socket, FLOOD_INTERVAL_MS, () => socket.write(FLOOD_LINE))
  return { statusCode: 200, errorCode: null }
}

function resetInBody({ socket, healthy }: Exchange): Sent {
  const reply = notEmpty(healthy)
  const half = reply.body.subarray(0, Math.floor(reply.body.length / 2))
  socket.write(Buffer.concat([headBytes(reply), half]), () => reset(socket))
  return sent(reply)
}

/** Claims a length of the body that is `error` bytes off. */
function wrongLength(error: number): Fault['answer'] {
  return ({ socket, healthy }) => {
    const reply = notEmpty(healthy)
    const headers = { ...reply.headers, 'content-length': String(reply.body.length + error) }
    socket.end(Buffer.concat([headBytes({ ...reply, headers }), reply.body]))
    return sent(reply)
  }
}

function redirect({ response, context, options }: Exchange): Sent {
  return send(response, makeReply(context, 307, '', { location: options.location ?? 'http://127.0.0.1:1/' }))
}

/** Faults of the connection, and of HTTP. */
export const CONNECTION_FAULTS = {
  refuse: {
    sentence: 'Closes the port for `forMs`: connections are refused. It takes up no request.',
    applied: false,
    status: null,
    answer: ({ response, healthy }) => send(response, healthy)
  },
  'reset-before-headers': {
    sentence: 'Reads the request, then resets the connection without a byte of an answer.',
    applied: false,
    status: null,
    answer({ socket }) {
      reset(socket)
      return NO_ANSWER
    }
  },
  'reset-mid-body': {
    sentence: 'Answers with the headers and half of the body, then resets the connection.',
    applied: true,
    status: 200,
    answer: resetInBody
  },
  'answer-lost': {
    sentence: 'Does what is asked, then closes the connection without a byte of an answer.',
    applied: true,
    status: null,
    answer({ socket }) {
      socket.destroy()
      return NO_ANSWER
    }
  },
  silence: {
    sentence: 'Never answers, and keeps the connection open.',
    applied: false,
    status: null,
    answer: () => NO_ANSWER
  },
  'one-byte-a-second': {
    sentence: 'Answers with one byte every `intervalMs`.',
    applied: true,
    status: 200,
    answer: oneByteAtATime
  },
  'endless-headers': {
    sentence: 'Answers 200, and goes on sending headers until the client gives up.',
    applied: true,
    status: 200,
    answer: endlessHeaders
  },
  'content-length-too-large': {
    sentence: 'Announces ten bytes more than it sends, then closes the connection.',
    applied: true,
    status: 200,
    answer: wrongLength(10)
  },
  'content-length-too-small': {
    sentence: 'Announces five bytes fewer than it sends, then closes the connection.',
    applied: true,
    status: 200,
    answer: wrongLength(-5)
  },
  redirect: {
    sentence: 'Answers 307, with `location` as the place to go to.',
    applied: false,
    status: 307,
    answer: redirect
  },
  'skewed-clock': {
    sentence:
      'Goes by a clock that is `skewMs` ahead: answers 403 RequestTimeTooSkewed with its Date, and accepts what is signed by that.',
    applied: false,
    status: 403,
    answer: ({ response, healthy }) => send(response, healthy)
  }
} satisfies Record<string, Fault>
