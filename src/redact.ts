import { identifier } from '@alicloud/hcs-mgw20240626'

/** Credentials have at least 24 characters. A shorter secret could match parts of ordinary words. */
const MIN_LENGTH = 6
/** How often text can be escaped, such as JSON in JSON. */
const MAX_LAYERS = 5
/** One escaped character: percent-encoded, in JSON, or in XML. */
const ESCAPED =
  /%([\da-f]{2})|\\u([\da-f]{4})|&#x0*([\da-f]{1,4});|&#0*(\d{1,5});|\\(["'\\/bfnrt])|&(amp|lt|gt|quot|apos);/gi
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
/** By name, or by the letter after a backslash. */
const NAMED: Record<string, string> = { ...ENTITIES, b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** Each secret as it is, and in base64. */
const forms = new Set<string>()

/** Adds a secret that `redact` recognizes from now on. */
export function addSecret(secret: string): void {
  if (secret.length < MIN_LENGTH) return
  // A host name is shown in lower case. Percent-encoded text is decoded byte by byte, and a form's space is a plus sign.
  const plain = [secret, secret.toLowerCase(), Buffer.from(secret).toString('latin1'), secret.replaceAll(' ', '+')]
  for (const form of [...plain, ...base64Forms(secret), ...decodedForms(secret)]) forms.add(form)
}

/** A secret that looks escaped itself, as it is when the text around it has been decoded. */
function decodedForms(secret: string): string[] {
  const all: string[] = []
  let layer = decode(layerOf(secret))
  for (; all.length < MAX_LAYERS && layer !== undefined; layer = decode(layer)) all.push(layer.text)
  return all.filter((form) => form.length >= MIN_LENGTH)
}

/** The secret's part of a longer text in base64, which depends on where in three bytes it starts. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const all = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
  })
  const whole = bytes.toString('base64')
  const urlSafe = [whole, ...all].map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))
  return [whole, whole.replaceAll('=', ''), ...all, ...urlSafe, bytes.toString('base64url')]
}

/** Text with one layer of escapes less than the one before. */
interface Layer {
  text: string
  /** Where in the original text a character starts. */
  at(index: number): number
}

function layerOf(text: string): Layer {
  return { text, at: (index) => index }
}

/** Replaces secrets, also escaped ones. Call it before a text is cut: a part of a secret isn't recognized. */
export function redact(text: string): string {
  const found: Range[] = []
  let layer: Layer | undefined = layerOf(text)
  for (let depth = 0; depth < MAX_LAYERS && layer !== undefined && forms.size > 0; depth++) {
    for (const form of forms) found.push(...rangesOf(layer, form))
    layer = decode(layer)
  }
  if (found.length === 0) return text
  let [result, end] = ['', 0]
  for (const range of found.sort((a, b) => a.start - b.start)) {
    if (range.start >= end) result += `${text.slice(end, range.start)}***`
    end = Math.max(end, range.end)
  }
  return result + text.slice(end)
}

interface Range {
  start: number
  end: number
}

/** Where a form of a secret is in the original text. */
function rangesOf({ text, at }: Layer, form: string): Range[] {
  const ranges: Range[] = []
  for (let i = text.indexOf(form); i !== -1; i = text.indexOf(form, i + 1)) {
    const [start, end] = [at(i), at(i + form.length)]
    const last = ranges.at(-1)
    if (last !== undefined && start < last.end) last.end = end
    else ranges.push({ start, end })
  }
  return ranges
}

/** Decodes each escaped character once. Undefined if there is none. In typed arrays, a million characters need little memory. */
function decode({ text, at }: Layer): Layer | undefined {
  if (text.search(ESCAPED) === -1) return undefined
  const [codes, starts] = [new Uint16Array(text.length), new Uint32Array(text.length + 1)]
  let [end, count] = [0, 0]
  const add = (code: number, length: number): void => {
    codes[count] = code
    starts[count++] = at(end)
    end += length
  }
  for (const match of text.matchAll(ESCAPED)) {
    while (end < match.index) add(text.charCodeAt(end), 1)
    add(codeOf(match), match[0].length)
  }
  while (end < text.length) add(text.charCodeAt(end), 1)
  starts[count] = at(end)
  return { text: Buffer.from(codes.buffer, 0, 2 * count).toString('utf16le'), at: (index) => starts[index] as number }
}

function codeOf([, percent, unicode, hex, decimal, quoted, entity = '']: RegExpExecArray): number {
  const code = percent ?? unicode ?? hex
  if (code !== undefined) return Number.parseInt(code, 16)
  return decimal === undefined
    ? (NAMED[(quoted ?? entity).toLowerCase()] ?? quoted ?? ' ').charCodeAt(0)
    : Number(decimal)
}

/** `text` if it is a plain identifier that contains no secret. */
export function safeIdentifier(text: unknown): string | undefined {
  const id = identifier(text)
  return id !== undefined && redact(id) === id ? id : undefined
}
