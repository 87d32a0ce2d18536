import { parseXml, XmlElement, XmlText } from '@rgrove/parse-xml'

/** An element's content: its text, its child elements by name, or a list if a name is repeated. */
export type XmlValue = string | XmlMap | XmlValue[]
export interface XmlMap {
  [name: string]: XmlValue
}

/**
 * Reads a document whose root is `root`. Values are trimmed strings.
 *
 * @param jobs how many jobs it can contain
 * @throws Error if it isn't well-formed UTF-8 XML with that root, or has a document type (which could declare entities)
 */
export function readXml(body: Uint8Array, root: string, jobs = 1): XmlMap {
  const factor = Math.ceil(jobs / 5)
  const max = { length: MAX.length * factor, tags: MAX.tags * factor, others: MAX.others * factor }
  if (body.length > max.length) throw new Error('it is too long')
  // The parser rejects space before the declaration.
  const text = new TextDecoder('utf-8', { fatal: true }).decode(body).trim()
  if (/<!DOCTYPE/i.test(text)) throw new Error('it has a document type declaration')
  if (text.split('<', max.tags + 2).length > max.tags + 1) throw new Error('it has too many elements')
  if (text.split(/[=&\r]/, max.others + 2).length > max.others + 1) throw new Error('it has too many references')
  // The parser's own normalization of line breaks is quadratic.
  const element = parseXml(text.replace(/\r\n?/g, '\n')).root
  if (element?.name !== root) throw new Error(`its root is not ${root}`)
  const content = readContent(element, 1)
  return typeof content === 'string' ? {} : content
}

/**
 * The most that a document can have, and that a list can have for every 5 jobs: bytes, tags, and other items (attributes,
 * references, line breaks of Windows). A tag takes about 600 bytes of memory. A job of the service has about 100 tags.
 */
const MAX = { length: 128 * 1024, tags: 2048, others: 8192 }

/** The service's responses are never this deep. */
const MAX_DEPTH = 20

function readContent(element: XmlElement, depth: number): string | XmlMap {
  if (depth > MAX_DEPTH) throw new Error('its elements are nested too deeply')
  const children = element.children.filter((child) => child instanceof XmlElement)
  const hasText = element.children.some((child) => child instanceof XmlText && child.text.trim() !== '')
  // Mixed content is kept as text.
  if (children.length === 0 || hasText) return element.text.trim()
  // A Map keeps a name such as __proto__ an ordinary name.
  const fields = new Map<string, XmlValue>()
  for (const child of children) {
    const value = readContent(child, depth + 1)
    const before = fields.get(child.name)
    if (Array.isArray(before)) before.push(value)
    else fields.set(child.name, before === undefined ? value : [before, value])
  }
  return Object.fromEntries(fields)
}

/** XML for a text, a number, or the fields of a map. A list is a repeated element. */
export function writeXml(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return String(value).replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
  const fields = Object.entries(value)
    .flatMap(([name, field]) => [field].flat().map((item) => [name, item] as const))
    .filter(([, field]) => field !== undefined)
  return fields.map(([name, field]) => `<${name}>${writeXml(field)}</${name}>`).join('')
}

// XML has no types, so these lists assign them by name, as the official SDKs' models do.
const INTEGERS = /^(Max(BandWidth|ImportTaskQps|ScheduleCount)|(Total|Copied|Failed|Skipped)(Object)?(Count|Size))$/
const BOOLEANS =
  /^(AppendableToNormal|ConvertSymlinkTarget|CreateReport|EnableMultiVersioning|ExcludeDir|ExcludeSymlink|With(LastModifyTime|StorageClass))$/
const TEXTS = new RegExp(
  `^(${[
    'Name|Status|CreateTime|ModifyTime|RuntimeId|CommitId|StartTime|EndTime|Operator|NextMarker|ListStatus|Message',
    'StartCronExpression|SuspendCronExpression|Version|ParentName|ParentVersion|SrcAddress|DestAddress',
    'OverwriteMode|TransferMode|TargetStorageClass|LogMode|ReadyRetry|(Total|Failed|Skipped)ListPrefix',
    '(Job|Report)(Create|End|Execute)Time|ErrorCode|ErrorMessage|AddressType|DataType|Bucket|Prefix|Domain',
    'RegionId|Role|AccessId|AgentList|AuthType|UserName|Inv\\w+'
  ].join('|')})$`
)
const GROUPS =
  /^(ImportQos|ScheduleRule|FilterRule|KeyFilters|LastModifiedFilters|FileTypeFilters|Includes|Excludes|Audit|AddressDetail|HdfsAuthConfig|VerifyResult)$/
const LISTS = /^(ImportJob|JobHistory|Regex|TimeFilter)$/

/**
 * Converts a document to the official SDKs' names and types, at every depth: `MaxBandWidth` becomes `maxBandWidth`, a
 * number. A field with a value of the wrong type is omitted, as is an element in lower case, which would have no type.
 */
export function toModel(map: XmlMap): Record<string, unknown> {
  const fields = Object.entries(map)
    .filter(([name]) => name !== uncapitalize(name))
    .map(([name, value]): [string, unknown] => [uncapitalize(name), typedValue(name, value)])
    .filter(([, value]) => value !== undefined)
  return Object.fromEntries(fields)
}

export function uncapitalize(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

function typedValue(name: string, value: XmlValue): unknown {
  if (INTEGERS.test(name)) return typeof value === 'string' ? integer(value) : undefined
  if (TEXTS.test(name)) return typeof value === 'string' ? value : undefined
  if (GROUPS.test(name)) return groupOf(value)
  if (BOOLEANS.test(name) && (value === 'true' || value === 'false')) return value === 'true'
  return modelOf(LISTS.test(name) && !Array.isArray(value) ? [value] : value)
}

/** An empty group is `{}`, as mgwutil prints it. */
function groupOf(value: XmlValue): object | undefined {
  if (typeof value === 'string') return value === '' ? {} : undefined
  return Array.isArray(value) ? undefined : toModel(value)
}

function modelOf(value: XmlValue): unknown {
  if (Array.isArray(value)) return value.map(modelOf)
  return typeof value === 'object' ? toModel(value) : value
}

function integer(text: string): number | bigint | undefined {
  if (!/^-?\d{1,19}$/.test(text)) return undefined
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}
