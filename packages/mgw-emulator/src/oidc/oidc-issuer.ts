import { createSign, createVerify, generateKeyPairSync } from 'node:crypto'

const HEADER = { alg: 'RS256', typ: 'JWT', kid: 'emulated' }
const RSA_BITS = 2048

/** What a JSON Web Token says. */
export type Claims = Record<string, unknown>

/** Signs tokens, and tells its own from those of others: GitHub's part and what RAM's OIDC provider knows of it. */
export interface OidcIssuer {
  issue(claims: Claims): string
  /** Whether a token's signature is its own. The token has three parts. */
  isGenuine(token: string): boolean
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** An issuer with a key pair of its own. */
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

/** The issuer of this process, made when it is first needed: who asks for no other has this one. */
export function sharedOidcIssuer(): OidcIssuer {
  shared ??= createOidcIssuer()
  return shared
}

/** What a token says, whoever signed it. undefined when it isn't a JSON Web Token signed by RS256. */
export function readToken(token: string): Claims | undefined {
  const parts = token.split('.')
  if (parts.length !== 3) return undefined
  try {
    const [header, claims] = parts
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
    return header.alg === HEADER.alg ? claims : undefined
  } catch {
    return undefined
  }
}
