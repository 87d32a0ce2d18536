import { type Fault, notEmpty, send, withBody } from '../http/exchange.ts'
import { errorReply } from '../http/reply.ts'
import { statusError } from './status-faults.ts'

const MEBIBYTE = 2 ** 20

/** Twenty entities, each ten times the one before it. */
const BOMB_ENTITIES = Array.from(
  { length: 20 },
  (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`
)
const BOMB_DOCTYPE = `<!DOCTYPE bomb [<!ENTITY e0 "expand">${BOMB_ENTITIES.join('')}]>`
const FOREIGN_DOCTYPE = '<!DOCTYPE root SYSTEM "http://127.0.0.1:1/root.dtd">'

function withDoctype(document: string, doctype: string): string {
  return doctype + document.replace(/<\?xml.*?\?>\s*/, '')
}

/** Puts bytes at the end of the message, or of the first text in a document without one. */
function withText(document: string, bytes: Buffer): Buffer {
  const message = document.indexOf('</Message>')
  const index = message === -1 ? document.indexOf('</') : message
  return Buffer.concat([Buffer.from(document.slice(0, index)), bytes, Buffer.from(document.slice(index))])
}

/** What becomes of a document. */
interface Shape {
  words: string
  body: (document: string) => Buffer
}

const SHAPES = {
  garbage: {
    words: 'bytes that mean nothing',
    body: () => Buffer.from('\u0000\u0001 not XML <<<>>> &&& \u001b[31m')
  },
  json: {
    words: 'JSON',
    body: () => Buffer.from('{"Code": "InternalError", "Message": "This is no XML."}')
  },
  'truncated-xml': {
    words: 'the first half of its XML',
    body: (document) => Buffer.from(document.slice(0, Math.ceil(document.length / 2)))
  },
  'entity-bomb': {
    words: 'XML whose entities expand to more than any memory holds',
    body: (document) => withText(withDoctype(document, BOMB_DOCTYPE), Buffer.from('&e20;'))
  },
  doctype: {
    words: 'XML with a DOCTYPE that points elsewhere',
    body: (document) => Buffer.from(withDoctype(document, FOREIGN_DOCTYPE))
  },
  'huge-body': {
    words: 'XML and 2 MiB of blanks after it',
    body: (document) => Buffer.from(document + ' '.repeat(2 * MEBIBYTE))
  },
  'invalid-utf8': {
    words: 'XML and bytes in it that are no UTF-8',
    body: (document) => withText(document, Buffer.from([0xc3, 0x28, 0xff, 0xfe]))
  }
} satisfies Record<string, Shape>

/** The name of a fault that is a body. */
export type BodyFaultName = `${200 | 500}-${keyof typeof SHAPES}`

function inSuccess({ words, body }: Shape): Fault {
  return {
    sentence: `Answers 200 with ${words}.`,
    applied: true,
    status: 200,
    answer: ({ response, healthy }) =>
      send(response, withBody(healthy, body(notEmpty(healthy).body.toString('utf8'))))
  }
}

function inError({ words, body }: Shape): Fault {
  return {
    sentence: `Answers 500 with ${words}.`,
    applied: false,
    status: 500,
    answer({ response, context }) {
      const reply = errorReply(context, statusError(500))
      return send(response, withBody(reply, body(reply.body.toString('utf8'))))
    }
  }
}

/** Faults of a body, in an answer that means success and in one that doesn't. */
export const BODY_FAULTS = Object.fromEntries(
  Object.entries(SHAPES).flatMap(([name, shape]): [string, Fault][] => [
    [`200-${name}`, inSuccess(shape)],
    [`500-${name}`, inError(shape)]
  ])
) as Record<BodyFaultName, Fault>
