import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { Refusal } from '../live/refusal.ts'

/** A JSON schema as far as sentences are made of it. */
interface Described {
  readonly type?: string
  readonly const?: string
  readonly anyOf?: readonly Described[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Described>>
}

interface Fault {
  readonly keyword: string
  readonly instancePath: string
  readonly params: unknown
}

const LABELS: Readonly<Record<string, string>> = {
  name: 'The name',
  host: 'The listen address',
  port: 'The listen port',
  targetHost: 'The target host',
  targetPort: 'The target port',
  connectTimeoutMs: 'The connect timeout',
  hexLog: 'The hex log mode',
  capture: 'The capture mode',
  comment: 'The comment',
  text: 'The text',
}

/**
 * Checks requests against their TypeBox schemas. Bodies are taken as they are ("80" is no port); what comes in
 * the URL is text and is converted, defaults filled in.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart, url }) => {
  const check = Compile(schema)
  return (value: unknown) => {
    const given =
      httpPart === 'body' ? value : Value.Convert(schema, Value.Default(schema, { ...(value as object) }))
    if (check.Check(given)) return { value: given }
    const refusal = refusalOf(schema, check.Errors(given))
    return { error: httpPart === 'params' ? (unknownId(refusal.field, url) ?? refusal) : refusal }
  }
}

/** An id that is none names nothing, like one that is not in use. */
function unknownId(field: string | undefined, url: string | undefined): Refusal | undefined {
  if (field === 'note') return new Refusal('note_not_found', 'There is no such note.')
  if (field !== 'id') return undefined
  return url?.startsWith('/api/listeners/') === true
    ? new Refusal('listener_not_found', 'There is no such listener.')
    : new Refusal('session_not_found', 'There is no such session.')
}

/** The first fault as a sentence a person understands, with the field it is about. */
export function refusalOf(schema: TSchema, faults: readonly Fault[]): Refusal {
  // Faults of the parts of a choice come before the one of the choice; they say less.
  const fault = faults.find(({ keyword }) => keyword !== 'const' && keyword !== 'boolean') ?? faults[0]
  if (!fault) return new Refusal('bad_request', 'The request is not as it should be.')
  const [field] = fault.instancePath.split('/').slice(1)
  const params = fault.params as { requiredProperties?: string[]; additionalProperties?: string[] }
  if (field === undefined) {
    const [missing] = params.requiredProperties ?? []
    if (missing !== undefined) return new Refusal('bad_request', `${label(missing)} is missing.`, missing)
    const [extra] = params.additionalProperties ?? []
    if (extra !== undefined) {
      return new Refusal('bad_request', `There is no field ${JSON.stringify(extra.slice(0, 60))}.`, extra)
    }
    if (fault.keyword === 'minProperties') return new Refusal('bad_request', 'Nothing to change was given.')
    return new Refusal('bad_request', 'The body must be a JSON object.')
  }
  const wanted = wordsOf((schema as Described).properties?.[field] ?? {})
  return new Refusal('bad_request', `${label(field)} must be ${wanted}.`, field)
}

function label(field: string): string {
  return LABELS[field] ?? `"${field}"`
}

function wordsOf(schema: Described): string {
  if (schema.anyOf) {
    const words = schema.anyOf.map((one) => one.const ?? wordsOf(one))
    return `one of ${words.join(', ')}`
  }
  switch (schema.type) {
    case 'integer':
      return `a whole number from ${schema.minimum ?? 'any'} to ${schema.maximum ?? 'any'}`
    case 'boolean':
      return 'true or false'
    case 'string':
      if (schema.pattern !== undefined) return schema.description ?? 'of another form'
      return `text of ${schema.minLength ?? 0} to ${schema.maxLength ?? 'any number of'} characters`
    case undefined:
    default:
      return 'something else'
  }
}
