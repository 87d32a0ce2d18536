import { parseXml, XmlElement } from '@rgrove/parse-xml'

/** An element's content with the service's names: text, or its child elements. */
export type XmlValue = string | number | bigint | boolean | XmlMap | XmlValue[]
export interface XmlMap {
  [name: string]: XmlValue
}

// XML has no types, so the names tell them (the official SDKs' models have the same types).
const INTEGERS = /^(Max(BandWidth|ImportTaskQps|ScheduleCount)|(Total|Copied|Failed|Skipped)(Count|Size))$/
const BOOLEANS =
  /^(AppendableToNormal|ConvertSymlinkTarget|CreateReport|EnableMultiVersioning|ExcludeDir|ExcludeSymlink|With(LastModifyTime|StorageClass))$/
const TEXTS =
  /^(Name|Status|CreateTime|ModifyTime|RuntimeId|CommitId|StartTime|EndTime|Operator|ListStatus|Message|StartCronExpression|SuspendCronExpression)$/
const MAPS = /^(ImportQos|ScheduleRule)$/
const LISTS = /^(JobHistory|Regex|TimeFilter)$/

/**
 * Reads a document whose root is `root`.
 *
 * @throws Error when it is not well-formed UTF-8 XML with that root, or has a document type (and so might declare
 *   entities)
 */
export function readXml(body: Uint8Array, root: string): XmlMap {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  if (/<!DOCTYPE/i.test(text)) throw new Error('it has a document type declaration')
  // The parser takes quadratic time to do this by itself.
  const element = parseXml(text.replace(/\r\n?/g, '\n')).root
  if (element?.name !== root) throw new Error(`its root is not ${root}`)
  const content = readChildren(element, 1)
  if (content === undefined) return {}
  return content
}

/** No answer of the service is deeper than this. */
const MAX_DEPTH = 20

function readChildren(element: XmlElement, depth: number): XmlMap | undefined {
  if (depth > MAX_DEPTH) throw new Error('its elements are nested too deeply')
  const children = element.children.filter((child) => child instanceof XmlElement)
  if (children.length === 0) return undefined
  // A Map, and fromEntries, since a name such as __proto__ must stay a name.
  const fields = new Map<string, XmlValue>()
  for (const child of children) {
    const value = readChildren(child, depth + 1) ?? readText(child.name, child.text)
    const before = fields.get(child.name)
    if (Array.isArray(before)) before.push(value)
    else if (before !== undefined || LISTS.test(child.name))
      fields.set(child.name, before === undefined ? [value] : [before, value])
    else fields.set(child.name, value)
  }
  return Object.fromEntries([...fields].filter(([name, value]) => isSound(name, value)))
}

/** Whether a value is of the kind that the field's name promises. What is not is left out, as if it were not there. */
function isSound(name: string, value: XmlValue): boolean {
  if (INTEGERS.test(name)) return typeof value === 'number' || typeof value === 'bigint'
  if (TEXTS.test(name)) return typeof value === 'string'
  if (MAPS.test(name)) return typeof value === 'object' && !Array.isArray(value)
  return true
}

function readText(name: string, text: string): XmlValue {
  const trimmed = text.trim()
  if (INTEGERS.test(name) && /^-?\d{1,19}$/.test(trimmed)) {
    const number = Number(trimmed)
    return Number.isSafeInteger(number) ? number : BigInt(trimmed)
  }
  if (BOOLEANS.test(name) && /^(true|false)$/.test(trimmed)) return trimmed === 'true'
  return text
}

/** The service's names as the official SDKs' names: `MaxBandWidth` becomes `maxBandWidth`, at every depth. */
export function toModel(value: XmlValue): unknown {
  if (Array.isArray(value)) return value.map(toModel)
  if (typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      toModel(field)
    ])
  )
}
