import { notifications } from '@mantine/notifications'
import { errorText } from '../data/api.ts'

/** Tells of a request that failed where no field is at hand to show it beside. Never takes the focus. */
export function toastError(title: string, error: unknown): void {
  notifications.show({ title, message: errorText(error), color: 'red', autoClose: 8000 })
}
