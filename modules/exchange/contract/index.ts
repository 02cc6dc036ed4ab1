export { loadCompleted, loadFailed } from './events.ts';
