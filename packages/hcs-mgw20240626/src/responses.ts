import { parseXml } from '@rgrove/parse-xml'
import { invalidResponse, MgwError } from './errors.ts'
import type { HttpResponse } from './models.ts'
import { readXml, toModel, uncapitalize, type XmlMap, type XmlValue } from './xml.ts'

/**
 * The model that a body contains, by its name: that of the root element.
 *
 * @throws MgwError `InvalidResponse` if the body has another root
 */
export function readBody(response: HttpResponse, root: string, jobs?: number): object {
  const content = parse(response, root, jobs)
  if (content instanceof MgwError) throw content
  const model = toModel(content)
  if (root.endsWith('List')) {
    // An `ImportJobList` has items called `ImportJob`, or none. Items without content aren't models.
    const name = uncapitalize(root.slice(0, -4))
    model[name] = [model[name] ?? []].flat().filter((item) => typeof item === 'object')
  }
  // In the official SDKs, the history's is a string.
  if (root === 'ImportJobList' && model.truncated !== undefined)
    model.truncated = /^true$/i.test(String(model.truncated))
  return { [uncapitalize(root)]: model }
}

/**
 * Whether the service did what was requested. An error can come with HTTP 2xx too: then it is the root of the body. A web
 * page comes from something in between, such as a proxy that wants someone to sign in.
 */
export function isSuccess({ statusCode, headers, body }: HttpResponse): boolean {
  const start = body.toString('utf8', 0, 4096)
  const type = headers['content-type'] ?? ''
  const isPage = type.toLowerCase().startsWith('text/html') || /^\s*<(!doctype\s+)?html[\s>]/.test(start.toLowerCase())
  return statusCode >= 200 && statusCode < 300 && !ERROR_ROOT.test(start) && !isPage
}

const ERROR_ROOT = /^(?:\s|<\?[^>]*>|<!--(?:(?!-->).)*-->)*<Error[\s/>]/s

/**
 * The error for a response that is no success: the service's own, or `InvalidResponse` if the body isn't MGW's. Code,
 * message and data are those of the official Go SDK (github.com/alibabacloud-go/hcs-mgw-20240626 v1.0.1).
 */
export function readError(response: HttpResponse): MgwError {
  const { statusCode, headers, body } = response
  if (statusCode < 200 || (statusCode >= 300 && statusCode < 400)) {
    const kind = statusCode < 200 ? 'no final response' : 'a redirect, which was not followed'
    return invalidResponse(`The response with HTTP ${statusCode} is not MGW's: it is ${kind}.`, response)
  }
  if (body.length === 0) {
    // Like the official SDKs, use the status as the code, and read the rest from two headers.
    const [requestId, ecCode] = [headers['x-oss-request-id'] ?? '', headers['x-oss-ec-code'] ?? '']
    return new MgwError(String(statusCode), '', { statusCode, requestId, ecCode }, { headers })
  }
  const error = parse(response, 'Error')
  if (error instanceof MgwError) return error
  const code = text(error.Code)
  if (!code) return notMgw(response, 'it has no error code')
  const data = {
    statusCode,
    requestId: text(error.RequestId),
    hostId: text(error.HostId),
    ecCode: text(error.EC),
    Recommend: text(error.RecommendDoc),
    AccessDeniedDetail: error.AccessDeniedDetail ?? null
  }
  const serverTime = text(error.ServerTime) || undefined
  return new MgwError(code, text(error.Message) ?? '', data, { headers, serverTime })
}

function parse(response: HttpResponse, root: string, jobs?: number): XmlMap | MgwError {
  try {
    return readXml(response.body, root, jobs)
  } catch (error) {
    return notMgw(response, (error as Error).message)
  }
}

/** How much of a body that isn't MGW's a message shows, in characters: enough to recognize the sender. */
const EXCERPT = 200
/** The longest body of which a message shows anything, in bytes: it is searched for secrets as a whole. */
const MAX_SHOWN = 128 * 1024

function notMgw(response: HttpResponse, reason: string): MgwError {
  const { statusCode, headers, body, isSecret, redact = (text) => text } = response
  const type = headers['content-type'] ?? 'no content type'
  const known = `HTTP ${statusCode}, ${type}, ${body.length} bytes`
  if (isSecret)
    return invalidResponse(
      `The response isn't MGW's XML (${known}). It isn't shown because it can contain a secret.`,
      response
    )
  const problem = `The response isn't MGW's XML (${known}; ${reason.split('\n', 1)[0]}).`
  if (body.length > MAX_SHOWN) return invalidResponse(problem, response)
  const excerpt = JSON.stringify(redact(body.toString('utf8')).slice(0, EXCERPT))
  return invalidResponse(`${problem} It begins ${excerpt}.`, response)
}

/** The text of an element; null if there is none. A repeated or nested element is kept as JSON. */
function text(value: XmlValue | undefined): string | null {
  if (value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const ELEMENT = /<(?:\w+:)?(?:InvAccessId|(?:Inv)?AccessSecret)\b[^<>]*>\s*(?:<!\[CDATA\[)?([^<]*)/gi
const OTHER = /(?:InvAccessId|AccessSecret)["'\s]*[:=]\s*["']?([^\s"'<>&,;}]+)/gi

/** Access keys have at least 16 characters. A shorter text could match parts of ordinary words. */
const MIN_LENGTH = 16
/** A response has one key, written in up to two ways. Each costs time with each line of the log. */
const MAX_SECRETS = 16
const MAX_LENGTH = 256

/**
 * The keys in any response with a list of files, valid or not, as they are written and decoded. `mask` is called with each.
 *
 * @throws MgwError `InvalidResponse` if there are too many, or too long ones
 */
export function secretsIn(response: HttpResponse, mask?: (secret: string) => void): string[] {
  const text = response.body.toString('utf8').replace(/<!--(?:(?!<!--).)*?-->/gs, '')
  const found = [text, decode(text)]
    .flatMap((form) => [...form.matchAll(ELEMENT), ...form.matchAll(OTHER)])
    .map(([, value = '']) => value.replace(/\]\]>\s*$/, '').trim())
  const secrets = [...new Set([...found, ...found.map(decode)])].filter((value) => value.length >= MIN_LENGTH)
  const usual = secrets.filter((value) => value.length <= MAX_LENGTH).slice(0, MAX_SECRETS)
  for (const secret of usual) mask?.(secret)
  if (usual.length < secrets.length) throw notMgw({ ...response, isSecret: true }, '')
  return secrets
}

/** The keys in a model, which its XML can have contained in several pieces. */
export function secretFields(model: unknown): string[] {
  if (typeof model !== 'object' || model === null) return []
  return Object.entries(model).flatMap(([name, value]) =>
    /^(invAccessId|(inv)?accessSecret)$/i.test(name) && typeof value === 'string' && value.length >= MIN_LENGTH
      ? [value]
      : secretFields(value)
  )
}

/** Replaces character references. */
function decode(text: string): string {
  return text.replace(/&(#\d{1,7}|#x[\da-f]{1,6}|amp|lt|gt|quot|apos);/gi, (reference) => {
    try {
      return parseXml(`<a>${reference}</a>`).text
    } catch {
      return reference
    }
  })
}
