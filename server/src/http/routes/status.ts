import { StatusSchema } from '@tcpscope/shared/api'
import { failures } from '../bodies.ts'
import type { App, AppDeps } from '../deps.ts'

export function addStatusRoute(app: App, { health }: AppDeps): void {
  app.get(
    '/api/status',
    {
      schema: {
        tags: ['status'],
        summary: 'How tcpscope itself is doing',
        response: { 200: StatusSchema, ...failures },
      },
    },
    () => health.status(),
  )
}
