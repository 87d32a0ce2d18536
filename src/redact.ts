import { identifier } from '@alicloud/hcs-mgw20240626'

/** Credentials have at least 24 characters. A shorter secret could match parts of ordinary words. */
const MIN_LENGTH = 6
/** Keys of Alibaba Cloud are longer. */
const MIN_KEY = 16
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
  // A secret can look escaped itself. Decoding the text around it decodes the secret, too.
  const decoded = [...layersOf(secret)].map(({ text }) => text).filter((form) => form.length >= MIN_LENGTH)
  for (const form of [...plain, ...base64Forms(secret), ...decoded, ...restsOf(secret)]) forms.add(form)
}

/** What is left of a key if a `%`, `\`, `%4` or `\u` before it makes an escape of its first characters. */
function restsOf(secret: string): string[] {
  if (secret.length < MIN_KEY) return []
  const [hex = ''] = /^[\da-fA-F]{0,4}/.exec(secret) ?? []
  const counts = [1, 2, 4].filter((count) => count <= hex.length || (count === 1 && /^["'\\/nrt]/.test(secret)))
  return counts.map((count) => secret.slice(count))
}

/** The secret's part of a longer text in base64, which depends on where in three bytes it starts. */
function base64Forms(secret: string): string[] {
  const parts = [0, 1, 2].map((offset) => {
    const bytes = Buffer.from(' '.repeat(offset) + secret)
    return bytes.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6))
  })
  const whole = Buffer.from(secret).toString('base64')
  const all = [whole, whole.replaceAll('=', ''), ...parts]
  return [...all, ...all.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))]
}

/** Text with one layer of escapes less than the one before. */
interface Layer {
  text: string
  /** Where in the original text a character starts. */
  at(index: number): number
}

/** The text itself, then with one layer of escapes after the other decoded. */
function* layersOf(text: string): Generator<Layer> {
  let layer: Layer = { text, at: (index) => index }
  yield layer
  for (let depth = 0; depth < MAX_LAYERS && hasEscapes(layer.text); depth++) {
    layer = decode(layer)
    yield layer
  }
}

/** Replaces secrets, also escaped ones. Call it before a text is cut: a part of a secret isn't recognized. */
export function redact(text: string): string {
  if (text.length < MIN_LENGTH) return text
  const found: Range[] = []
  for (const layer of layersOf(text)) {
    for (const form of forms) addRanges(layer, form, found)
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

/** Adds where a form of a secret is in the original text. */
function addRanges({ text, at }: Layer, form: string, found: Range[]): void {
  let last: Range = { start: 0, end: 0 }
  for (let i = text.indexOf(form); i !== -1; i = text.indexOf(form, i + 1)) {
    const [start, end] = [at(i), at(i + form.length)]
    // A secret such as `aaaaaa` can overlap with itself, as often as the text has characters.
    if (start < last.end) last.end = end
    else {
      last = { start, end }
      found.push(last)
    }
  }
}

function hasEscapes(text: string): boolean {
  // Most text has none of these characters.
  return /[%\\&]/.test(text) && text.search(ESCAPED) !== -1
}

/** Decodes each escaped character once. In typed arrays, a million characters need little memory. */
function decode({ text, at }: Layer): Layer {
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
  if (decimal !== undefined) return Number(decimal)
  return (NAMED[(quoted ?? entity).toLowerCase()] ?? quoted ?? ' ').charCodeAt(0)
}

/** `text` if it is a plain identifier that contains no secret. */
export function safeIdentifier(text: unknown): string | undefined {
  const id = identifier(text)
  return id !== undefined && redact(id) === id ? id : undefined
}
