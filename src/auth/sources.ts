import { ClientError, type Credentials } from '@alicloud/hcs-mgw20240626'
import { environment, input } from '../runner/environment.ts'
import { mask } from '../runner/secrets.ts'

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

/**
 * Reads every secret that this run was given, and masks it, whether it is used or not. Call this before anything is
 * logged.
 */
export function readSecrets(): Sources {
  const sources: Sources = {
    inputs: {
      names: ['access-key-id', 'access-key-secret', 'security-token'],
      values: [input('access-key-id'), input('access-key-secret'), input('security-token')]
    },
    families: FAMILIES.map((names) => ({
      names,
      values: [environment(names[0]), environment(names[1]), environment(names[2])]
    }))
  }
  for (const { values } of [sources.inputs, ...sources.families]) values.forEach(mask)
  for (const name of ['https_proxy', 'HTTPS_PROXY']) {
    // As it is written, also where that is no valid URL.
    const [, password = ''] = /^(?:[a-z]+:\/\/)?[^:@]*:(.*)@/is.exec(environment(name)) ?? []
    mask(password)
    mask(decode(password))
  }
  return sources
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * The keys to sign with: the inputs, else the first complete family of environment variables. Parts of two sources
 * are never put together.
 *
 * @throws ClientError `EmptyAccessId`, `EmptyAccessSecret`, or `InvalidArgument` for a key that cannot be one
 */
export function chooseKeys({ inputs, families }: Sources): Credentials {
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
  for (const [index, name] of source.names.entries()) requireKey(name, source.values[index] ?? '')
  return { accessKeyId, accessKeySecret, securityToken: securityToken || undefined }
}

const CHECK_SECRETS =
  'If it comes from a secret: a secret that does not exist, or that this workflow may not read, is empty.'

function isSet({ values }: Source): boolean {
  return values.some((value) => value !== '')
}

function isComplete({ values: [id, secret] }: Source): boolean {
  return id !== '' && secret !== ''
}

/** What people write where a key should be, and what it is. */
const NO_KEYS: [form: RegExp, what: string][] = [
  [/^(["'`]).*\1$/s, 'stands in quotation marks, which are no part of a key. Take them out of the secret'],
  [/^\*+$/, 'is made of asterisks: it was copied from where it had been masked. Copy it from its source'],
  [
    /^(\$\{?\w+\}?|\$\{\{.*\}\}|%\w+%)$/,
    'is the name of a variable, not its value: pass the value, as an expression with secrets'
  ],
  [/^(undefined|null|none|nil|nan)$/i, 'is the word for no value at all. See where it is set']
]

/** Keys have printable ASCII only, and two of the three go into headers, which hold nothing else. */
function requireKey(name: string, value: string): void {
  const [, what] = NO_KEYS.find(([form]) => form.test(value)) ?? []
  if (what !== undefined) throw new ClientError('InvalidArgument', `${name} ${what}.`)
  if (/^[!-~]*$/.test(value)) return
  throw new ClientError(
    'InvalidArgument',
    `${name} holds a space, a line break or another character that no key has. Copy it again.`
  )
}

/** A warning for a token beside a key that lives long: only the keys of a session, `STS.…`, have one. */
export function leftOverToken({ inputs, families }: Sources): string[] {
  const source = isSet(inputs) ? inputs : (families.find(isComplete) ?? inputs)
  const [id, , token] = source.values
  if (!id.startsWith('LTAI') || token === '') return []
  return [
    `${source.names[2]} is set, but ${source.names[0]} is a long-lived key (LTAI…), and such keys have no token. It seems to be left over from another step: unset it.`
  ]
}
