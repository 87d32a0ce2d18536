import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { isIPv4 } from 'node:net'
import type { TlsOptions } from './listener.ts'

const SEQUENCE = 0x30
const SET = 0x31
const INTEGER = 0x02
const BOOLEAN = 0x01
const BIT_STRING = 0x03
const OCTET_STRING = 0x04
const OBJECT_ID = 0x06
const UTF8_STRING = 0x0c
const UTC_TIME = 0x17
const DNS_NAME = 0x82
const IP_ADDRESS = 0x87
/** The tag of an explicitly tagged value, `[n]`. */
const explicitTag = (number: number) => 0xa0 + number

const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]
const COMMON_NAME = [0x55, 0x04, 0x03]
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13]
const SUBJECT_ALTERNATIVE_NAME = [0x55, 0x1d, 0x11]

const NOT_BEFORE = '200101000000Z'
const NOT_AFTER = '491231235959Z'

/** An in-memory certificate authority. */
export interface CertificateAuthority {
  /** The root certificate for clients to trust, in PEM. */
  readonly cert: string
  /** Issues a key and a certificate for host names and IPv4 addresses, in PEM. */
  issue(...names: string[]): TlsOptions
}

type Content = Buffer | string | number[]

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}

/** Encodes a value in DER. The contents can be other encoded values. */
function der(tag: number, ...contents: Content[]): Buffer {
  const content = Buffer.concat(contents.map((part) => Buffer.from(part as Buffer)))
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(content.length)]), content])
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').replaceAll(/.{1,64}/g, '$&\n')
  return `-----BEGIN ${label}-----\n${lines}-----END ${label}-----\n`
}

function nameOf(commonName: string): Buffer {
  const attribute = der(SEQUENCE, der(OBJECT_ID, COMMON_NAME), der(UTF8_STRING, commonName))
  return der(SEQUENCE, der(SET, attribute))
}

function extension(id: number[], value: Buffer): Buffer {
  return der(SEQUENCE, der(OBJECT_ID, id), der(OCTET_STRING, value))
}

function authorityExtension(): Buffer {
  return extension(BASIC_CONSTRAINTS, der(SEQUENCE, der(BOOLEAN, [0xff])))
}

function namesExtension(names: string[]): Buffer {
  const alternatives = names.map((name) =>
    isIPv4(name) ? der(IP_ADDRESS, name.split('.').map(Number)) : der(DNS_NAME, name)
  )
  return extension(SUBJECT_ALTERNATIVE_NAME, der(SEQUENCE, ...alternatives))
}

interface Subject {
  commonName: string
  serial: number
  publicKey: KeyObject
  extension: Buffer
}

interface Issuer {
  commonName: string
  privateKey: KeyObject
}

/** Signs an X.509 v3 certificate and returns it in PEM. */
function certify({ commonName, serial, publicKey, extension }: Subject, issuer: Issuer): string {
  const algorithm = der(SEQUENCE, der(OBJECT_ID, ECDSA_WITH_SHA256))
  const toBeSigned = der(
    SEQUENCE,
    der(explicitTag(0), der(INTEGER, [2])),
    der(INTEGER, [serial]),
    algorithm,
    nameOf(issuer.commonName),
    der(SEQUENCE, der(UTC_TIME, NOT_BEFORE), der(UTC_TIME, NOT_AFTER)),
    nameOf(commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(explicitTag(3), der(SEQUENCE, extension))
  )
  const signature = sign('sha256', toBeSigned, issuer.privateKey)
  return pem('CERTIFICATE', der(SEQUENCE, toBeSigned, algorithm, der(BIT_STRING, [0], signature)))
}

/** Creates a certificate authority with node:crypto; openssl isn't needed. */
export function createCertificateAuthority(commonName = 'A CA for tests'): CertificateAuthority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issuer = { commonName, privateKey }
  let serial = 1
  return {
    cert: certify({ commonName, serial, publicKey, extension: authorityExtension() }, issuer),
    issue(...names) {
      serial += 1
      const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const subject = { commonName: 'A server for tests', serial, publicKey: keys.publicKey }
      return {
        key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }),
        cert: certify({ ...subject, extension: namesExtension(names) }, issuer)
      }
    }
  }
}
