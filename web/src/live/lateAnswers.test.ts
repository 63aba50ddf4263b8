import { expect, it } from 'vitest'
import { LateAnswers } from './lateAnswers.ts'

interface Thing {
  readonly id: string
  readonly name: string
}

function setUp() {
  const answers = new LateAnswers<string>()
  const shown: string[] = []
  const ask = (thing: Thing, meanwhile: () => void = () => {}) =>
    answers.ask(
      async () => {
        await Promise.resolve()
        meanwhile()
        return thing
      },
      ({ name }) => void shown.push(name),
    )
  return { answers, shown, ask }
}

it('[LATE1] an answer is shown, unless its thing was told of since it was asked for', async () => {
  const { answers, shown, ask } = setUp()
  answers.tell(['a'])
  await ask({ id: 'a', name: 'told before' })
  await ask({ id: 'a', name: 'of another' }, () => answers.tell(['b', 'c']))
  expect((await ask({ id: 'a', name: 'older' }, () => answers.tell(['b', 'a']))).name).toBe('older')
  await ask({ id: 'a', name: 'older than the list' }, () => answers.tellAll())
  expect(shown).toEqual(['told before', 'of another'])
})

it('[LATE2] each request counts from when it was sent; one that fails leaves nothing behind', async () => {
  const { answers, shown, ask } = setUp()
  let answerFirst!: (thing: Thing) => void
  let answerSecond!: (thing: Thing) => void
  const show = ({ name }: Thing) => void shown.push(name)
  const early = answers.ask(() => new Promise((resolve) => (answerFirst = resolve)), show)
  answers.tell(['a'])
  const late = answers.ask(() => new Promise((resolve) => (answerSecond = resolve)), show)
  answerSecond({ id: 'a', name: 'asked afterwards' })
  answerFirst({ id: 'a', name: 'asked before' })
  await Promise.all([early, late])
  await expect(answers.ask(() => Promise.reject(new Error('no')), show)).rejects.toThrow('no')
  answers.tell(['a'])
  await ask({ id: 'a', name: 'the next one' })
  expect(shown).toEqual(['asked afterwards', 'the next one'])
})
