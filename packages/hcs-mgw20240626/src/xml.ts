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
  const element = parseXml(text).root
  if (element?.name !== root) throw new Error(`its root is not ${root}`)
  const content = readChildren(element)
  if (content === undefined) return {}
  return content
}

function readChildren(element: XmlElement): XmlMap | undefined {
  const children = element.children.filter((child) => child instanceof XmlElement)
  if (children.length === 0) return undefined
  // A Map, and fromEntries, since a name such as __proto__ must stay a name.
  const fields = new Map<string, XmlValue>()
  for (const child of children) {
    const value = readChildren(child) ?? readText(child.name, child.text)
    const before = fields.get(child.name)
    if (Array.isArray(before)) before.push(value)
    else if (before !== undefined || LISTS.test(child.name))
      fields.set(child.name, before === undefined ? [value] : [before, value])
    else fields.set(child.name, value)
  }
  return Object.fromEntries(fields)
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
