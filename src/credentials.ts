import { setSecret } from '@actions/core'
import { ClientError, type CredentialProvider, type Credentials } from '@alicloud/hcs-mgw20240626'
import { environment, type Inputs, input } from './inputs.ts'
import type { Limits } from './persist.ts'
import type { Teller } from './service.ts'

/** One place that keys can come from. Empty is the same as not set. */
interface Source {
  /** The names that a user knows the three parts by. */
  names: readonly [id: string, secret: string, token: string]
  values: readonly [id: string, secret: string, token: string]
}

/** Every place that keys can come from. */
export interface Sources {
  inputs: Source
  families: Source[]
}

/** What aliyun/configure-aliyun-credentials-action exports: the same keys under three families of names. */
const FAMILIES = [
  ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
  ['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
  ['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN']
] as const

const masked = new Set<string>()
/** The secrets, and how else they may be written, the longest first. */
let secrets: string[] = []

/** Tells the runner to mask a secret wherever it would be shown. */
export function mask(secret: string): void {
  if (secret === '' || masked.has(secret)) return
  masked.add(secret)
  setSecret(secret)
  const forms = [secret, encodeURIComponent(secret.toWellFormed()), Buffer.from(secret).toString('base64')]
  // A secret which is part of another must not leave the rest of it behind.
  secrets = [...new Set([...secrets, ...forms])].sort((a, b) => b.length - a.length)
}

/**
 * Reads every secret that this run was given, and masks it, whether it is used or not. Call this before anything is
 * logged.
 */
export function readSecrets(): Sources {
  const sources = readSources()
  for (const { values } of [sources.inputs, ...sources.families]) values.forEach(mask)
  for (const name of ['https_proxy', 'HTTPS_PROXY']) {
    const proxy = environment(name)
    const password = (proxy && URL.parse(proxy)?.password) || ''
    mask(password)
    mask(decode(password))
  }
  return sources
}

/** Takes every secret out of a text, as it is and encoded: the runner masks the log only, not outputs and summary. */
export function redact(text: string): string {
  // What is this short is no key (keys have 24 characters and more), but may be part of many a word.
  return secrets.reduce((rest, secret) => (secret.length < 6 ? rest : rest.replaceAll(secret, '***')), text)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Keys that are renewed where that is possible. */
export interface RenewableCredential extends CredentialProvider {
  /** @param within what bounds the renewal, where the run's own limits do not */
  getCredential(within?: Limits): Promise<Credentials>
}

/**
 * Where the keys come from: the inputs, else signing in as a role, else the environment.
 *
 * @throws as `choose` and `signIn` do
 */
export async function findCredentials(
  { keyless, sts }: Inputs,
  sources: Sources,
  limits: Limits,
  tell: Teller
): Promise<RenewableCredential> {
  if (keyless !== undefined) {
    const { signIn } = await import('./keyless.ts')
    const role = signIn(keyless, sts, limits, tell)
    await role.getCredential()
    return role
  }
  const credentials = choose(sources)
  return { getCredential: async () => credentials }
}

/**
 * The keys to sign with: the inputs, else the first complete family of environment variables. Parts of two sources
 * are never put together.
 *
 * @throws ClientError `EmptyAccessId`, `EmptyAccessSecret`, or `InvalidArgument` for a key that cannot be one
 */
function choose({ inputs, families }: Sources): Credentials {
  const source = isSet(inputs) ? inputs : (families.find(isComplete) ?? families.find(isSet))
  if (source === undefined) {
    throw new ClientError(
      'EmptyAccessId',
      'No keys to sign with. There are three ways: set access-key-id and access-key-secret; or set role-to-assume and oidc-provider-arn, which needs no stored key; or run aliyun/configure-aliyun-credentials-action in a step before this one.'
    )
  }
  const [accessKeyId, accessKeySecret, securityToken] = source.values
  const [idName, secretName, tokenName] = source.names
  if (accessKeyId === '') {
    throw new ClientError(
      'EmptyAccessId',
      `${accessKeySecret === '' ? tokenName : secretName} is set, but ${idName}, which belongs to it, is not. ${CHECK_SECRETS}`
    )
  }
  if (accessKeySecret === '') {
    throw new ClientError(
      'EmptyAccessSecret',
      `${idName} is set, but ${secretName}, which belongs to it, is not. ${CHECK_SECRETS}`
    )
  }
  requireHeaderText(idName, accessKeyId)
  requireHeaderText(tokenName, securityToken)
  return { accessKeyId, accessKeySecret, securityToken: securityToken || undefined }
}

const CHECK_SECRETS =
  'If it comes from a secret: a secret that does not exist, or that this workflow may not read, is empty.'

function readSources(): Sources {
  return {
    inputs: {
      names: ['access-key-id', 'access-key-secret', 'security-token'],
      values: [input('access-key-id'), input('access-key-secret'), input('security-token')]
    },
    families: FAMILIES.map((names) => ({
      names,
      values: [environment(names[0]), environment(names[1]), environment(names[2])]
    }))
  }
}

function isSet({ values }: Source): boolean {
  return values.some((value) => value !== '')
}

function isComplete({ values: [id, secret] }: Source): boolean {
  return id !== '' && secret !== ''
}

/** A key ID and a token go into headers, which hold printable ASCII only. */
function requireHeaderText(name: string, value: string): void {
  if (/^[!-~]*$/.test(value)) return
  throw new ClientError(
    'InvalidArgument',
    `${name} holds a space, a line break or another character that no key has. Copy it again.`
  )
}
