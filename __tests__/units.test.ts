import { expect, test } from '@jest/globals'
import { formatBandwidth, parseBandwidth, warnAboutPlainDigits } from '../src/units.ts'

test.each([
  ['1', 1n],
  ['100000000', 100_000_000n],
  ['2bit/s', 2n],
  ['2 kbit/s', 2000n],
  ['1.5Gbit/s', 1_500_000_000n],
  ['2 Mbps', 2_000_000n],
  ['2kbps', 2000n],
  ['2Gb/s', 2_000_000_000n],
  ['2b/s', 2n],
  ['2B/s', 16n],
  ['2kB/s', 16_000n],
  ['12.5MB/s', 100_000_000n],
  ['2GB/s', 16_000_000_000n],
  ['8KiB/s', 65_536n],
  ['8MiB/s', 67_108_864n],
  ['0.5GiB/s', 4_294_967_296n],
  ['0.125B/s', 1n],
  ['9223372036854775807', 9_223_372_036_854_775_807n]
])('parses %s', (text, bits) => {
  expect(parseBandwidth('max-bandwidth', text)).toBe(bits)
})

const GENERAL_HINT = 'Write it as in 100Mbit/s or 12.5MB/s; plain digits are bit/s.'

test.each([
  ['200M', 'Did you mean 200Mbit/s (25 MB/s) or 200MB/s (1.6 Gbit/s)?'],
  ['10Mbit', 'Did you mean 10Mbit/s (1.25 MB/s)?'],
  ['10MB', 'Did you mean 10MB/s (80 Mbit/s)?'],
  ['10mb/s', 'Did you mean 10Mbit/s (1.25 MB/s) or 10MB/s (80 Mbit/s)?'],
  ['10KB/s', 'Did you mean 10kB/s (80 kbit/s) or 10KiB/s (81.92 kbit/s)?'],
  ['1,5Gbit/s', 'Did you mean 1.5Gbit/s (187.5 MB/s)?'],
  ['10 Mo/s', 'Did you mean 10MB/s (80 Mbit/s)?'],
  ['10Kbit/s', 'Did you mean 10kbit/s (1.25 kB/s)?'],
  ['1  Gbit/s', 'Did you mean 1Gbit/s (125 MB/s)?'],
  ['1e6', GENERAL_HINT],
  ['0.3bit/s', GENERAL_HINT],
  ['-1', GENERAL_HINT],
  ['', GENERAL_HINT],
  ['1.', GENERAL_HINT],
  ['.5Gbit/s', GENERAL_HINT],
  ['１Gbit/s', GENERAL_HINT],
  ['constructor', GENERAL_HINT],
  ['9223372036854775808', 'but it must be at most 9223372036854775807 bit/s.'],
  [`${'9'.repeat(50)}Gbit/s`, GENERAL_HINT]
])('rejects %s', (text, hint) => {
  expect(() => parseBandwidth('max-bandwidth', text)).toThrow(
    expect.objectContaining({
      code: 'InvalidArgument',
      message: expect.stringMatching(/^max-bandwidth is ".*", (which isn't a bandwidth in whole bit\/s\.|but)/)
    })
  )
  expect(() => parseBandwidth('max-bandwidth', text)).toThrow(hint)
})

test.each([
  [
    '100',
    'max-bandwidth is 100, which is 100 bit/s (12.5 B/s): plain digits are bit/s. Write 100Mbit/s or 100MB/s, or 100bit/s if you mean so little.'
  ],
  ['1', 'Write 1Mbit/s or 1MB/s, or 1bit/s if'],
  ['2000', 'is 2 kbit/s (250 B/s): plain digits are bit/s. Write 2000kbit/s or 2000Mbit/s, or 2000bit/s if'],
  ['999999', 'Write 999999kbit/s, or']
])('warns that %s in plain digits is bit/s', (text, warning) => {
  expect(warnAboutPlainDigits('max-bandwidth', text)).toEqual([expect.stringContaining(warning)])
})

test.each(['0', '1000000', '100bit/s', '100Mbit/s', '0.5Mbit/s'])(
  'has no warning about plain digits for %s',
  (text) => {
    expect(warnAboutPlainDigits('max-bandwidth', text)).toEqual([])
  }
)

test.each([
  [2_000_000_000, '2 Gbit/s (250 MB/s)'],
  [2_147_483_648n, '2,147,483,648 bit/s, 2.15 Gbit/s (268 MB/s)'],
  [1_500_000_000n, '1.5 Gbit/s (187.5 MB/s)'],
  [7, '7 bit/s (0.875 B/s)'],
  [0, '0 bit/s (0 B/s)'],
  [12_345_678n, '12,345,678 bit/s, 12.3 Mbit/s (1.54 MB/s)'],
  [5_000_000_000_000n, '5,000 Gbit/s (625 GB/s)'],
  [5_133_420_000_000n, '5,133,420,000,000 bit/s, 5,133 Gbit/s (642 GB/s)']
])('formats %s bit/s as %s', (bits, text) => {
  expect(formatBandwidth(bits)).toBe(text)
})
