import { parseXml } from '@rgrove/parse-xml'

const ELEMENT = /<(?:\w+:)?InvAccess(?:Id|Secret)\b[^>]*>\s*(?:<!\[CDATA\[)?([^<]*)/gi
const OTHER = /InvAccess(?:Id|Secret)["'\s]*[:=]\s*["']?([^\s"'<>&,;}]+)/gi

/** Access keys have at least 16 characters. A shorter text could match parts of ordinary words. */
const MIN_LENGTH = 6

/** The keys in a response to GetJobResult, whatever it looks like, as they are written and as they are meant. */
export function secretsIn(body: Buffer): string[] {
  const text = body.toString('utf8').replace(/<!--.*?-->/gs, '')
  const found = [text, decode(text)].flatMap((form) =>
    [ELEMENT, OTHER].flatMap((pattern) => [...form.matchAll(pattern)].map(([, value = '']) => value))
  )
  const values = found.map((value) => value.replace(/\]\]>\s*$/, '').trim())
  return [...new Set([...values, ...values.map(decode)])].filter((value) => value.length >= MIN_LENGTH)
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
