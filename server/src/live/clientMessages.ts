import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { DirectionSchema, SessionIdSchema } from '@tcpscope/shared/api'
import { MAX_LEVEL } from '@tcpscope/shared/trace'
import type { ClientMessage } from '@tcpscope/shared/wire'
import { Refusal } from './refusal.ts'
import { checkTiles } from './tileCheck.ts'

const Channel = Type.Integer({ minimum: 1, maximum: 0x7fff_ffff })
const Place = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const strict = { additionalProperties: false }

const check = Compile(
  Type.Union([
    Type.Object({ type: Type.Literal('ping') }, strict),
    Type.Object(
      {
        type: Type.Literal('subscribe'),
        channel: Channel,
        id: SessionIdSchema,
        tail: Type.Array(DirectionSchema, { maxItems: 2 }),
        frames: Type.Boolean(),
      },
      strict,
    ),
    Type.Object({ type: Type.Literal('unsubscribe'), channel: Channel }, strict),
    Type.Object(
      {
        type: Type.Literal('lanes'),
        channel: Channel,
        view: Type.Union([
          Type.Object(
            { level: Type.Integer({ minimum: 0, maximum: MAX_LEVEL }), first: Place, last: Place },
            strict,
          ),
          Type.Null(),
        ]),
      },
      strict,
    ),
  ]),
)

/** Reads what a page said. @throws Refusal malformed_json, bad_request, too_many_tiles */
export function readClientMessage(text: string): ClientMessage {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refusal('malformed_json', 'The message is not JSON.')
  }
  if (!check.Check(value)) throw new Refusal('bad_request', 'The message is none that the server knows.')
  const message: ClientMessage = value
  if (message.type === 'lanes' && message.view !== null) checkTiles(message.view)
  return message
}

/** The channel that a refused message was about, where that can be told. */
export function channelIn(text: string): number | undefined {
  try {
    const value = JSON.parse(text) as { channel?: unknown } | null
    const channel = value?.channel
    return typeof channel === 'number' && Number.isSafeInteger(channel) ? channel : undefined
  } catch {
    return undefined
  }
}
