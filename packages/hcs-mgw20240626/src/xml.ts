import { parseXml, XmlElement, XmlText } from '@rgrove/parse-xml'

/** An element's content under the service's names: its text, its child elements, or a list where a name comes twice. */
export type XmlValue = string | XmlMap | XmlValue[]
export interface XmlMap {
  [name: string]: XmlValue
}

/**
 * Reads a document whose root is `root`. All values are texts, without the white space around them.
 *
 * @throws Error when it is not well-formed UTF-8 XML with that root, or has a document type (and so might declare
 *   entities)
 */
export function readXml(body: Uint8Array, root: string): XmlMap {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  if (/<!DOCTYPE/i.test(text)) throw new Error('it has a document type declaration')
  // The parser takes quadratic time to normalise line breaks by itself, and refuses space before the declaration.
  const element = parseXml(text.trimStart().replace(/\r\n?/g, '\n')).root
  if (element?.name !== root) throw new Error(`its root is not ${root}`)
  const content = readContent(element, 1)
  return typeof content === 'string' ? {} : content
}

/** No answer of the service is deeper than this. */
const MAX_DEPTH = 20

function readContent(element: XmlElement, depth: number): string | XmlMap {
  if (depth > MAX_DEPTH) throw new Error('its elements are nested too deeply')
  const children = element.children.filter((child) => child instanceof XmlElement)
  const hasText = element.children.some((child) => child instanceof XmlText && child.text.trim() !== '')
  // Text with markup in it is kept as text.
  if (children.length === 0 || hasText) return element.text.trim()
  // A Map, and fromEntries, since a name such as __proto__ must stay a name.
  const fields = new Map<string, XmlValue>()
  for (const child of children) {
    const value = readContent(child, depth + 1)
    const before = fields.get(child.name)
    if (Array.isArray(before)) before.push(value)
    else fields.set(child.name, before === undefined ? value : [before, value])
  }
  return Object.fromEntries(fields)
}

// XML has no types, so the names tell them (the official SDKs' models have the same types).
const INTEGERS = /^(Max(BandWidth|ImportTaskQps|ScheduleCount)|(Total|Copied|Failed|Skipped)(Count|Size))$/
const BOOLEANS =
  /^(AppendableToNormal|ConvertSymlinkTarget|CreateReport|EnableMultiVersioning|ExcludeDir|ExcludeSymlink|With(LastModifyTime|StorageClass))$/
const TEXTS =
  /^(Name|Status|CreateTime|ModifyTime|RuntimeId|CommitId|StartTime|EndTime|Operator|ListStatus|Message|StartCronExpression|SuspendCronExpression)$/
const MAPS = /^(ImportQos|ScheduleRule)$/
const LISTS = /^(ImportJob|JobHistory|Regex|TimeFilter)$/

/**
 * The content of a document under the official SDKs' names and with their types, at every depth: `MaxBandWidth` becomes
 * `maxBandWidth`, a number. A field whose value is not of its type is left out, as if it were not there.
 */
export function toModel(map: XmlMap): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(map).flatMap(([name, value]) => {
      const typed = typedValue(name, value)
      return typed === undefined ? [] : [[name.charAt(0).toLowerCase() + name.slice(1), typed]]
    })
  )
}

function typedValue(name: string, value: XmlValue): unknown {
  if (INTEGERS.test(name)) return typeof value === 'string' ? integer(value) : undefined
  if (TEXTS.test(name)) return typeof value === 'string' ? value : undefined
  if (MAPS.test(name) && (typeof value === 'string' || Array.isArray(value))) return undefined
  if (BOOLEANS.test(name) && (value === 'true' || value === 'false')) return value === 'true'
  const list = LISTS.test(name) && !Array.isArray(value) ? [value] : value
  return Array.isArray(list) ? list.map(modelOf) : modelOf(list)
}

function modelOf(value: XmlValue): unknown {
  return typeof value === 'object' && !Array.isArray(value) ? toModel(value) : value
}

function integer(text: string): number | bigint | undefined {
  if (!/^-?\d{1,19}$/.test(text)) return undefined
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}
