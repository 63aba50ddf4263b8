import { ErrorSchema, StatusSchema } from '@tcpscope/shared/api'
import type { App, AppDeps } from '../deps.ts'

export function addStatusRoute(app: App, { health }: AppDeps): void {
  app.get(
    '/api/status',
    {
      schema: {
        tags: ['status'],
        summary: 'How tcpscope itself is doing',
        response: { 200: StatusSchema, '4xx': ErrorSchema },
      },
    },
    () => health.status(),
  )
}
