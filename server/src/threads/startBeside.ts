import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts the worker whose file lies beside a module: `<name>.js` when compiled. Run from source (`npm run dev`), Node.js
 * does not take the TypeScript loader of the main thread along, so the thread loads it first.
 * @param moduleUrl the module's `import.meta.url`
 */
export function startBeside(moduleUrl: string, name: string, options: WorkerOptions): Worker {
  const fromSource = moduleUrl.endsWith('.ts')
  const file = new URL(`./${name}.${fromSource ? 'ts' : 'js'}`, moduleUrl)
  if (!fromSource) return new Worker(file, { name, ...options })
  const boot = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file.href)}) })`
  return new Worker(boot, { name, ...options, eval: true })
}
