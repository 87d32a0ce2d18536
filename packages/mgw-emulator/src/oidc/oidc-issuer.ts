import { createSign, createVerify, generateKeyPairSync } from 'node:crypto'

const HEADER = { alg: 'RS256', typ: 'JWT', kid: 'emulated' }
const RSA_BITS = 2048

/** The `iss` of the tokens on github.com. */
export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com'

/** The claims of a JSON Web Token. */
export type Claims = Record<string, unknown>

/** Signs tokens like GitHub, and verifies them like an OIDC provider in RAM. */
export interface OidcIssuer {
  issue(claims: Claims): string
  /** Whether this issuer signed the token, which must have three parts. */
  isGenuine(token: string): boolean
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** Creates an issuer with its own key pair. */
export function createOidcIssuer(): OidcIssuer {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: RSA_BITS })
  return {
    issue(claims) {
      const content = `${encode(HEADER)}.${encode(claims)}`
      return `${content}.${createSign('sha256').update(content).sign(privateKey, 'base64url')}`
    },
    isGenuine(token) {
      const end = token.lastIndexOf('.')
      const signature = token.slice(end + 1)
      return createVerify('sha256').update(token.slice(0, end)).verify(publicKey, signature, 'base64url')
    }
  }
}

let shared: OidcIssuer | undefined

/** The default issuer of this process, created on first use. */
export function sharedOidcIssuer(): OidcIssuer {
  shared ??= createOidcIssuer()
  return shared
}

/** The claims of a token, without verifying its signature. Returns undefined if it isn't a JWT with RS256. */
export function readToken(token: string): Claims | undefined {
  const parts = token.split('.')
  if (parts.length !== 3) return undefined
  try {
    const [header, claims] = parts.slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
    return header.alg === HEADER.alg ? claims : undefined
  } catch {
    return undefined
  }
}
