import type { ReceivedRecord } from '../src/index.ts'
import { parseRequestXml, type XmlElements } from '../src/protocol/xml.ts'

/** A request without what may differ between clients: the order and the escaping of its parts, and headers. */
export interface SentRequest {
  method: string
  path: string
  query: [string, string][]
  /** Text if it isn't XML. */
  body: XmlElements | string
}

function parsed(body: string): XmlElements | string {
  const root = /<(\w+)>/.exec(body)?.[1] ?? ''
  try {
    return { [root]: parseRequestXml(body, root) }
  } catch {
    return body
  }
}

/** What a client sent. */
export function sentRequest({ method, path, body }: ReceivedRecord): SentRequest {
  const url = new URL(path, 'http://127.0.0.1')
  return {
    method,
    path: url.pathname,
    query: [...url.searchParams].sort(),
    body: parsed(body)
  }
}
