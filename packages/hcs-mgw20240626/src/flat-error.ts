const DOCUMENT =
  /^(?:<\?xml version="1\.0" encoding="(?:UTF|utf)-8"\?>)?[ \t\r\n]*<Error>(?<content>[\s\S]*)<\/Error>[ \t\r\n]*$/
// Text of printable ASCII without `&`, `<` and `]`: nothing in it is anything but text, in any XML.
const ELEMENT = /[ \t\r\n]*<(?<name>[A-Za-z]+)>(?<text>[\t\n -%'-;=-\\^-~]*)<\/\k<name>>/y

/**
 * Reads an error that is written as the service writes them: elements with text in them, each once, and nothing else.
 * That much of XML needs no parser, and to load one would take longer than all else that follows a refusal (2 ms).
 *
 * @returns the texts by name; undefined for all that is not so plain, which is for the parser to judge
 */
export function readFlat(body: Buffer): Partial<Record<string, string>> | undefined {
  const content = DOCUMENT.exec(body.toString('latin1'))?.groups?.content ?? ''
  const fields = new Map<string, string>()
  ELEMENT.lastIndex = 0
  for (let end = 0; /[^ \t\r\n]/.test(content.slice(end)); end = ELEMENT.lastIndex) {
    const { name = '', text = '' } = ELEMENT.exec(content)?.groups ?? {}
    if (name === '' || fields.has(name)) return undefined
    fields.set(name, text)
  }
  return fields.size === 0 ? undefined : Object.fromEntries(fields)
}
