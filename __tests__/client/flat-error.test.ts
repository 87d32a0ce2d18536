import { expect, test } from '@jest/globals'
import { readFlat } from '../../packages/hcs-mgw20240626/src/flat-error.ts'
import { readXml } from '../../packages/hcs-mgw20240626/src/xml.ts'
import { fc } from '../fast-check.ts'

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

test('an error as the service writes them needs no parser', () => {
  const body = `${DECLARATION}\n<Error>\n  <Code>NoSuchImportJob</Code>\n  <Message>There is none (yet).</Message>\n  <EC></EC>\n</Error>\n`
  expect(readFlat(Buffer.from(body))).toEqual({
    Code: 'NoSuchImportJob',
    Message: 'There is none (yet).',
    EC: ''
  })
})

test.each([
  ['nothing', ''],
  ['no element', '<Error></Error>'],
  ['text beside the elements', '<Error><Code>A</Code>b</Error>'],
  ['an attribute', '<Error><Code a="b">A</Code></Error>'],
  ['an entity', '<Error><Code>&amp;</Code></Error>'],
  ['an element in an element', '<Error><Code><A>b</A></Code></Error>'],
  ['a comment', '<Error><!-- --><Code>A</Code></Error>'],
  ['a document type', '<!DOCTYPE Error><Error><Code>A</Code></Error>'],
  ['the same name twice', '<Error><Code>A</Code><Code>B</Code></Error>'],
  ['another root', '<Job><Code>A</Code></Job>'],
  ['something after it', '<Error><Code>A</Code></Error><Error/>'],
  ['what is not ASCII', '<Error><Code>\u00e9</Code></Error>'],
  ['a space that XML does not know', '<Error>\u00a0<Code>A</Code></Error>'],
  ['an end of CDATA', '<Error><Code>]]></Code></Error>'],
  ['a byte order mark', '\ufeff<Error><Code>A</Code></Error>']
])('%s is left to the parser', (_, body) => {
  expect(readFlat(Buffer.from(body))).toBeUndefined()
})

test('what it reads, the parser reads the same', () => {
  const piece = fc.constantFrom(
    ...[
      DECLARATION,
      '<Error>',
      '</Error>',
      '<Code>',
      '</Code>',
      '<Code/>',
      '<Message>',
      '</Message>',
      '<EC>',
      '</EC>'
    ],
    ...[
      'NoSuchImportJob',
      'a b',
      ' ',
      '\n',
      '\t',
      '\r',
      '&lt;',
      '>',
      ']]>',
      '"',
      "'",
      '<',
      '\u00e9',
      '\u0001',
      '12',
      'true'
    ]
  )
  const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''))
  const element = fc
    .tuple(fc.constantFrom('Code', 'Message', 'RequestId', 'HostId', 'EC'), text)
    .map(([name, content]) => `<${name}>${content}</${name}>`)
  const body = fc
    .tuple(
      fc.constantFrom('', DECLARATION, `${DECLARATION}\n`),
      fc.array(fc.oneof(element, piece), { maxLength: 6 })
    )
    .map(([before, content]) => `${before}<Error>${content.join('')}</Error>`)
  let read = 0
  fc.assert(
    fc.property(body, (body) => {
      const fields = readFlat(Buffer.from(body))
      if (fields === undefined) return
      read++
      expect(readXml(Buffer.from(body), 'Error')).toEqual(fields)
    }),
    { numRuns: 5000 }
  )
  expect(read).toBeGreaterThan(100)
})

test('a body made to take long does not', () => {
  for (const part of ['<Error>', '</Error>', '</Error> ', ' ', '<A>', '<A>a', '<A></A>', '\n<A>x</B>']) {
    const started = performance.now()
    readFlat(Buffer.from(`<Error>${part.repeat(1_000_000 / part.length)}</Error>`))
    expect(performance.now() - started).toBeLessThan(1_000)
  }
})
