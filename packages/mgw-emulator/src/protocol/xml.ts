import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { serviceError } from './errors.ts'

/** An element's content: text, child elements, or an array for repeated elements. undefined is omitted. */
export type XmlContent = string | number | boolean | undefined | XmlElements | XmlContent[]

/** Child elements by name. */
export interface XmlElements {
  [name: string]: XmlContent
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;'
}

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character)
}

function renderElement(name: string, content: XmlContent): string {
  if (content === undefined) return ''
  if (Array.isArray(content)) return content.map((item) => renderElement(name, item)).join('')
  const inner = typeof content === 'object' ? renderElements(content) : escapeText(String(content))
  return `<${name}>${inner}</${name}>`
}

function renderElements(elements: XmlElements): string {
  return Object.entries(elements)
    .map(([name, content]) => renderElement(name, content))
    .join('')
}

/** An XML document with one root element. */
export function renderXml(root: string, content: XmlElements): string {
  return DECLARATION + renderElement(root, content)
}

const parser = new XMLParser({
  parseTagValue: false,
  ignoreDeclaration: true,
  processEntities: true,
  // Numeric character references too.
  htmlEntities: true
})

/**
 * Parses a request body and returns the children of its root element. Values stay strings.
 * @throws ServiceError InvalidArgument if the body isn't XML, has a DOCTYPE, or has another root
 */
export function parseRequestXml(body: string, root: string): XmlElements {
  if (body.includes('<!DOCTYPE') || XMLValidator.validate(body) !== true) {
    throw serviceError('InvalidArgument', 'The body is not well-formed XML.')
  }
  const document: XmlElements = parser.parse(body)
  const content = document[root]
  if (Object.keys(document).length !== 1 || content === undefined) {
    throw serviceError('InvalidArgument', `The body's root element is not ${root}.`)
  }
  return elementsOf(content)
}

/** The child elements, or an empty object if there is only text. */
export function elementsOf(content: XmlContent): XmlElements {
  return typeof content === 'object' && !Array.isArray(content) ? content : {}
}

/** The text of an element that must be there. @throws ServiceError MissingArgument */
export function requiredText(elements: XmlElements, name: string): string {
  const text = textOf(elements[name])
  if (text === undefined || text === '') throw serviceError('MissingArgument', `${name} is missing.`)
  return text
}

/** The text of an element. Returns undefined if it is missing, repeated or has children. */
export function textOf(content: XmlContent): string | undefined {
  return typeof content === 'string' ? content : undefined
}
