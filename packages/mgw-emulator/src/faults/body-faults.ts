import { type Fault, send, withBody, withNonEmptyBody } from '../http/exchange.ts'
import { errorReply } from '../http/reply.ts'
import { statusError } from './status-faults.ts'

const MEBIBYTE = 2 ** 20

/** Twenty nested entities, each of which repeats the previous one ten times. */
const BOMB_ENTITIES = Array.from({ length: 20 }, (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`)
const BOMB_DOCTYPE = `<!DOCTYPE bomb [<!ENTITY e0 "expand">${BOMB_ENTITIES.join('')}]>`
const FOREIGN_DOCTYPE = '<!DOCTYPE root SYSTEM "http://127.0.0.1:1/root.dtd">'

function withDoctype(document: string, doctype: string): string {
  return doctype + document.replace(/<\?xml.*?\?>\s*/, '')
}

/** Inserts bytes at the end of the Message element, or of the first text if there is none. */
function insertText(document: string, bytes: Buffer): Buffer {
  const message = document.indexOf('</Message>')
  const index = message === -1 ? document.indexOf('</') : message
  return Buffer.concat([Buffer.from(document.slice(0, index)), bytes, Buffer.from(document.slice(index))])
}

/** A way to alter a body. */
interface BodyShape {
  /** Completes "Responds 200 with …". */
  content: string
  body: (document: string) => Buffer
}

const BODY_SHAPES = {
  garbage: {
    content: 'garbage bytes',
    body: () => Buffer.from('\u0000\u0001 not XML <<<>>> &&& \u001b[31m')
  },
  json: {
    content: 'JSON',
    body: () => Buffer.from('{"Code": "InternalError", "Message": "This is no XML."}')
  },
  'truncated-xml': {
    content: 'the first half of the XML',
    body: (document) => Buffer.from(document.slice(0, Math.ceil(document.length / 2)))
  },
  'entity-bomb': {
    content: 'XML whose entities expand to more than fits in memory',
    body: (document) => insertText(withDoctype(document, BOMB_DOCTYPE), Buffer.from('&e20;'))
  },
  doctype: {
    content: 'XML whose DOCTYPE refers to an external DTD',
    body: (document) => Buffer.from(withDoctype(document, FOREIGN_DOCTYPE))
  },
  'huge-body': {
    content: 'XML followed by 2 MiB of spaces',
    body: (document) => Buffer.from(document + ' '.repeat(2 * MEBIBYTE))
  },
  'invalid-utf8': {
    content: 'XML that contains invalid UTF-8',
    body: (document) => insertText(document, Buffer.from([0xc3, 0x28, 0xff, 0xfe]))
  }
} satisfies Record<string, BodyShape>

export type BodyFaultName = `${200 | 500}-${keyof typeof BODY_SHAPES}`

function successFault({ content, body }: BodyShape): Fault {
  return {
    description: `Responds 200 with ${content}.`,
    applied: true,
    status: 200,
    respond: ({ response, healthy }) =>
      send(response, withBody(healthy, body(withNonEmptyBody(healthy).body.toString('utf8'))))
  }
}

function errorFault({ content, body }: BodyShape): Fault {
  return {
    description: `Responds 500 with ${content}.`,
    applied: false,
    status: 500,
    respond({ response, context }) {
      const reply = errorReply(context, statusError(500))
      return send(response, withBody(reply, body(reply.body.toString('utf8'))))
    }
  }
}

/** Malformed bodies, in a success and in an error response. */
export const BODY_FAULTS = Object.fromEntries(
  Object.entries(BODY_SHAPES).flatMap(([name, shape]): [string, Fault][] => [
    [`200-${name}`, successFault(shape)],
    [`500-${name}`, errorFault(shape)]
  ])
) as Record<BodyFaultName, Fault>
