import type { MessagePort, Worker } from 'node:worker_threads'

/** One command to a worker: a method by name, answered by a reply with the same number. */
export interface Call {
  readonly call: number
  readonly method: string
  readonly args: readonly unknown[]
}

interface Reply {
  readonly reply: number
  readonly value?: unknown
  /** Plain data: what the method threw, cloneable. */
  readonly error?: unknown
}

/** What a worker says without being asked. */
export interface Notice<T> {
  readonly notice: T
}

/**
 * The calling side. Every call is answered or, when the worker ends, rejected: nothing waits forever.
 */
export class Caller<T> {
  readonly #worker: Worker
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: unknown) => void }
  >()
  #next = 1
  #dead: Error | null = null

  constructor(worker: Worker, onNotice: (notice: T) => void, onDeath: (error: Error) => void) {
    this.#worker = worker
    worker.on('message', (message: Reply | Notice<T>) => {
      if ('notice' in message) return onNotice(message.notice)
      const waiting = this.#waiting.get(message.reply)
      this.#waiting.delete(message.reply)
      if ('error' in message) waiting?.reject(message.error)
      else waiting?.resolve(message.value)
    })
    const die = (error: Error): void => {
      if (this.#dead) return
      this.#dead = error
      for (const { reject } of this.#waiting.values()) reject(error)
      this.#waiting.clear()
      onDeath(error)
    }
    worker.on('error', die)
    worker.on('exit', (code) => die(new Error(`worker ended with code ${code}`)))
  }

  call(method: string, ...args: unknown[]): Promise<unknown> {
    if (this.#dead) return Promise.reject(this.#dead)
    const call = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject })
      this.#worker.postMessage({ call, method, args } satisfies Call)
    })
  }
}

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>

function run({ method, args }: Call, methods: Methods): unknown {
  const found = methods[method]
  if (!found) throw new Error(`unknown method ${method}`)
  return found(...(args as never[]))
}

/** Runs one call on the worker's side and answers it. */
export async function answer(port: MessagePort, call: Call, methods: Methods): Promise<void> {
  try {
    port.postMessage({ reply: call.call, value: await run(call, methods) } satisfies Reply)
  } catch (error) {
    port.postMessage({ reply: call.call, error } satisfies Reply)
  }
}

/** The same for a thread that has no event loop: the method must not return a promise. */
export function answerNow(port: MessagePort, call: Call, methods: Methods): void {
  try {
    port.postMessage({ reply: call.call, value: run(call, methods) } satisfies Reply)
  } catch (error) {
    port.postMessage({ reply: call.call, error } satisfies Reply)
  }
}
